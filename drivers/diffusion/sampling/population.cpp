// What all populations do: count steps, observe, weigh, save and restore.
#include "drivers/diffusion/sampling/population.hpp"

#include <cmath>

#include "drivers/diffusion/sampling/evidence.hpp"
#include "engine/population/slot_weights.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/nearest_mode.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling::diffusion {

PhasePlan phase_plan() {
  return {{{"stepping"}, {"weighting"}, {"resampling"}, {"observation"}, {"communication", true}, {"output"}},
          static_cast<std::size_t>(Phase::communication),
          static_cast<std::size_t>(Phase::observation),
          static_cast<std::size_t>(Phase::output)};
}

Population::Population(const Problem& problem, const MemberPlace& place)
    : Population(problem, place, problem.columns()) {}

Population::Population(const Problem& problem, const MemberPlace& place, int columns)
    : problem_(problem),
      timer_(place.timer),
      key_(random::make_key(problem.deck.seed, static_cast<std::uint32_t>(place.replica))),
      population_(place.group, problem.deck.particles, columns),
      centres_(device_copy("mode centres", problem.modes.centre)) {}

std::string Population::place_name() const { return problem_.path->schedule() != nullptr ? "sigma" : "time"; }

double Population::place() const {
  return problem_.path->schedule() != nullptr ? problem_.grid.sigma(step_)
                                              : problem_.grid.time[static_cast<std::size_t>(step_)];
}

std::string Population::cause() const {
  return "this solver is unstable on this grid: take more steps, or another order or prediction";
}

std::vector<std::string> Population::columns() const {
  std::vector<std::string> names{place_name(), "evaluations", "ess"};
  if (log_z()) names.emplace_back("log_z");
  for (int c = 0; c < problem_.watched(); ++c) {
    names.push_back(fmt::format("mean_{}", c));
    names.push_back(fmt::format("second_moment_{}", c));
  }
  for (int k = 0; k < problem_.modes.count(); ++k) names.push_back(fmt::format("mode_mass_{}", k));
  return names;
}

void Population::weigh(double largest) {
  timer_.enter(Phase::weighting);
  sums_ = weighed(population_, largest, step_);
}

Population::Moments Population::measure() const {
  Moments found{weighted_moments(population_, sums_, problem_.watched()), {}};
  for (const WeightedMoments& moments : found.component) {
    if (std::isfinite(moments.mean) && std::isfinite(moments.variance)) continue;
    throw Failure(ExitCode::blow_up, fmt::format("after {} steps: a particle is no longer finite; {}", step_, cause()),
                  FailureScope::every_rank);
  }
  const ModeCentres modes{centres_.data(), problem_.modes.count(), problem_.modes.dimension};
  const std::int64_t count = population_.slots().count;
  std::uint16_t* const nearest = population_.scratch(count);
  find_nearest(modes, population_.now(), population_.now_stride(), count, nearest);
  std::vector<std::int64_t> weight;
  for (int k = 0; k < modes.count; ++k) weight.push_back(weight_near(k, slot_weights(population_), nearest, count));
  population_.group().sum(std::span(weight));
  for (const std::int64_t each : weight)
    found.mode_mass.push_back(static_cast<double>(each) / static_cast<double>(sums_.total));
  return found;
}

void Population::advance_to(std::int64_t units, std::vector<TableRow>& /*rows*/) {
  const std::int64_t last = std::min(units, *planned());
  if (step_ >= last) return;
  while (step_ < last) {
    step(step_++);
  }
  if (finished()) finish();
}

void Population::finish() {
  timer_.enter(Phase::observation);
  final_ = measure();
  measure_more();
  if (!problem_.compares) return;
  distances_ = distances_to(problem_.exact, population_, sums_, problem_.dimension(), key_);
  if (problem_.path == nullptr) return;
  // Distances to a law without the moment that they need are infinite.
  const double moments = problem_.path->moments_below();
  std::erase_if(distances_, [moments](const Result& each) {
    return (moments <= 2.0 && each.name.find("w2") != std::string::npos) ||
           (moments <= 1.0 && each.name.find("energy") != std::string::npos);
  });
}

void Population::observe(std::vector<TableRow>& rows) {
  timer_.enter(Phase::observation);
  TableRow row{step_, {place(), static_cast<double>(evaluations_), sums_.effective_sample_size()}};
  if (const auto z = log_z()) row.values.push_back(*z);
  const Moments found = measure();
  for (const WeightedMoments& each : found.component) {
    row.values.push_back(each.mean);
    row.values.push_back(each.variance + each.mean * each.mean);
  }
  row.values.insert(row.values.end(), found.mode_mass.begin(), found.mode_mass.end());
  rows.push_back(std::move(row));
}

std::vector<Result> Population::results() const {
  std::vector<Result> found;
  if (!finished()) return found;
  found.push_back({"evaluations", static_cast<double>(evaluations_)});
  found.push_back({"ess", sums_.effective_sample_size()});
  if (const auto z = log_z()) add_evidence(*z, problem_.exact.log_z, found);
  for (std::size_t c = 0; c < final_.component.size(); ++c) {
    const WeightedMoments& each = final_.component[c];
    found.push_back({fmt::format("mean_{}", c), each.mean});
    found.push_back({fmt::format("second_moment_{}", c), each.variance + each.mean * each.mean});
  }
  for (std::size_t k = 0; k < final_.mode_mass.size(); ++k)
    found.push_back({fmt::format("mode_mass_{}", k), final_.mode_mass[k]});
  found.insert(found.end(), distances_.begin(), distances_.end());
  add_results(found);
  return found;
}

MemberState Population::save() const {
  return {
      {{"step", step_}, {"evaluations", evaluations_}, {"scale", scale_}},
      {{"vectors", population_.columns(), population_.save_rows()}, {"log_weight", 1, population_.save_log_weights()}}};
}

void Population::load(const MemberState& state) {
  step_ = state.shared.at("step").get<std::int64_t>();
  evaluations_ = state.shared.at("evaluations").get<std::int64_t>();
  scale_ = state.shared.at("scale").get<double>();
  population_.load_rows(column_named(state.columns, "vectors", population_.columns()).values,
                        column_named(state.columns, "log_weight", 1).values);
  weigh(largest_log_weight(population_.log_weight(), population_.slots().count));
  if (finished()) finish();
}

std::vector<MemberColumn> Population::particles() const {
  MemberColumn place{"x", problem_.dimension(), {}};
  const std::vector<double> rows = population_.save_rows();
  for (std::size_t first = 0; first < rows.size(); first += static_cast<std::size_t>(population_.columns()))
    place.values.insert(place.values.end(), rows.begin() + static_cast<std::ptrdiff_t>(first),
                        rows.begin() + static_cast<std::ptrdiff_t>(first) + problem_.dimension());
  return {std::move(place), {"log_weight", 1, population_.save_log_weights()}};
}

std::unique_ptr<Member> make_population(const Problem& problem, const MemberPlace& place, const MemberState* resumed) {
  return problem.corrects() ? make_corrected(problem, place, resumed) : make_uncorrected(problem, place, resumed);
}

}  // namespace starling::diffusion
