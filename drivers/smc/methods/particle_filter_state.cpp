// The state that a filter writes to a checkpoint, and how it continues from there.
#include <algorithm>
#include <limits>
#include <string>

#include "drivers/smc/methods/particle_filter.hpp"
#include "engine/population/records.hpp"

namespace starling::smc {

namespace {

/// Components [first, first + components) of rows.
SlotColumn column_of(const std::string& name, const std::vector<double>& rows, int width, int first, int components) {
  SlotColumn column{name, components, {}};
  for (std::size_t at = first; at < rows.size(); at += width)
    column.values.insert(column.values.end(), rows.begin() + at, rows.begin() + at + components);
  return column;
}

void put_column(const std::vector<SlotColumn>& columns, const std::string& name, std::vector<double>& rows, int width,
                int first) {
  const SlotColumn& column = column_named(columns, name);
  const int components = column.components;
  for (std::size_t from = 0, to = first; from < column.values.size(); from += components, to += width)
    std::copy_n(column.values.begin() + from, components, rows.begin() + to);
}

}  // namespace

Traffic ParticleFilter::traffic() const {
  const ResamplingTraffic& traffic = population_.traffic();
  return {traffic.states_sent, traffic.bytes_sent, traffic.resamplings};
}

const double* ParticleFilter::ancestor() const {
  return ancestor_column_ < 0 ? nullptr : population_.now() + ancestor_column_ * population_.now_stride();
}

std::vector<SlotColumn> ParticleFilter::particles() const {
  const std::vector<double> rows = population_.save_rows();
  std::vector<SlotColumn> columns{column_of("state", rows, population_.columns(), 0, model_->state_size()),
                                  {"log_weight", 1, population_.save_log_weights()}};
  if (ancestor_column_ >= 0) columns.push_back(column_of("ancestor", rows, population_.columns(), ancestor_column_, 1));
  return columns;
}

ReplicaState ParticleFilter::save() const {
  // The files of a checkpoint hold finite numbers only.
  if (extinct_) return {{{"time", time_}, {"extinct", true}}, particles()};
  return {{{"time", time_}, {"scale", scale_}, {"log_likelihood", log_likelihood_}}, particles()};
}

void ParticleFilter::load(const ReplicaState& state) {
  time_ = state.shared.at("time").get<std::int64_t>();
  extinct_ = state.shared.contains("extinct");
  scale_ = extinct_ ? 0.0 : state.shared.at("scale").get<double>();
  log_likelihood_ =
      extinct_ ? -std::numeric_limits<double>::infinity() : state.shared.at("log_likelihood").get<double>();
  const int width = population_.columns();
  std::vector<double> rows(population_.slots().count * width);
  std::vector<double> log_weights(population_.slots().count);
  put_column(state.columns, "state", rows, width, 0);
  put_column(state.columns, "log_weight", log_weights, 1, 0);
  if (ancestor_column_ >= 0) put_column(state.columns, "ancestor", rows, width, ancestor_column_);
  population_.load_rows(rows, log_weights);
  if (time_ >= 0) weights_ = population_.weigh(population_.log_weight());
}

}  // namespace starling::smc
