// Slices and resampling of clones.
#include "drivers/jump/clones.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/io/rows.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/jump/clones.hpp"
#include "kernels/jump/path_lanes.hpp"
#include "kernels/random/pick.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling::jump {

namespace {

constexpr const char* population_names[] = {"psi", "psi_half_clones", "psi_half_slice"};
constexpr const char* weight_suffix = "_log_weight";

/// Rows that are even shares of `from` rows, as even shares of `to`: the first of them, or zeros behind.
std::vector<double> reshared(const Communicator& group, const std::vector<double>& rows, std::int64_t from,
                             std::int64_t to) {
  std::vector<std::vector<double>> messages(static_cast<std::size_t>(group.size()));
  const RowBlock own = rows_of(from, group);
  for (std::int64_t k = 0; k < own.count && own.first + k < to; ++k)
    messages[static_cast<std::size_t>(block_of(own.first + k, to, group.size()))].push_back(
        rows[static_cast<std::size_t>(k)]);
  std::vector<double> arrived;
  for (const std::vector<double>& part : group.exchange(messages))
    arrived.insert(arrived.end(), part.begin(), part.end());
  arrived.resize(static_cast<std::size_t>(rows_of(to, group).count), 0.0);
  return arrived;
}

DeviceArray<double> gains_of(const Problem& problem) {
  // In the order of the transitions of the table of rates.
  const RateMatrix& matrix = *problem.matrix();
  const RateTable table = problem.states->device->view();
  std::vector<double> gains(static_cast<std::size_t>(matrix.states * table.width), 0.0);
  for (std::int64_t i = 0; i < matrix.states; ++i) {
    auto place = static_cast<std::size_t>(i * table.width);
    for (std::int64_t j = 0; j < matrix.states; ++j) {
      if (matrix.at(i, j) > 0.0) gains[place++] = problem.gathered()[static_cast<std::size_t>(i * matrix.states + j)];
    }
  }
  return device_copy("gains", gains);
}

}  // namespace

ClonePopulation::ClonePopulation(const Problem& problem, const Communicator& group, std::int64_t clones, double slice,
                                 random::Key key)
    : problem_(problem), slice_(slice), key_(key), population_(group, clones, 1), gain_(gains_of(problem)) {
  draw_start(problem);
}

void ClonePopulation::draw_start(const Problem& problem) {
  const RowBlock slots = population_.slots();
  std::vector<double> sums = problem.states->start;
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  std::vector<double> states;
  for (std::int64_t slot = slots.first; slot < slots.first + slots.count; ++slot) {
    const double uniform = random::uniform(static_cast<std::uint32_t>(slot), key_, 0, random::Purpose::jump_start, 0);
    states.push_back(static_cast<double>(random::pick(sums.data(), std::ssize(sums), uniform)));
  }
  population_.load_rows(states, std::vector<double>(states.size(), 0.0));
}

void ClonePopulation::advance(bool counts, PhaseTimer& timer) {
  const std::int64_t count = population_.slots().count;
  timer.enter(Phase::resampling);
  // By the weights of the slice before.
  if (slices_ > 0) population_.resample(problem_.deck.method->clones()->resampling, key_, slices_);
  timer.enter(Phase::jumping);
  Kokkos::parallel_for("clones", IndexRange(0, (count + path_lanes - 1) / path_lanes),
                       AdvanceClones<path_lanes>{
                           problem_.states->device->view(), population_.now(), population_.parent(), population_.next(),
                           population_.log_weight(), gain_.data(), population_.slots().first, count, slice_,
                           problem_.deck.method->clones()->tilt, static_cast<std::uint64_t>(slices_), key_});
  population_.swap();
  Kokkos::fence();
  timer.enter(Phase::resampling);
  const WeightSums sums = population_.weigh(population_.log_weight());
  if (counts) {
    log_weight_ += sums.log_mean();
    ++counted_;
  }
  effective_ = sums.effective_sample_size();
  ++slices_;
}

double ClonePopulation::psi() const {
  return counted_ > 0 ? log_weight_ / (static_cast<double>(counted_) * slice_) : std::nan("");
}

nlohmann::json ClonePopulation::save_sums() const {
  return {{"slices", slices_}, {"counted", counted_}, {"log_weight", log_weight_}, {"effective", effective_}};
}

void ClonePopulation::load(const nlohmann::json& sums, const std::vector<double>& states,
                           const std::vector<double>& log_weights) {
  slices_ = sums.at("slices").get<std::int64_t>();
  counted_ = sums.at("counted").get<std::int64_t>();
  log_weight_ = sums.at("log_weight").get<double>();
  effective_ = sums.at("effective").get<double>();
  population_.load_rows(states, log_weights);
  population_.weigh(population_.log_weight());
}

Clones::Clones(const Problem& problem, const MemberPlace& place, const MemberState* resumed)
    : problem_(problem), settings_(*problem.deck.method->clones()), group_(place.group), timer_(place.timer) {
  const auto replica = static_cast<std::uint32_t>(place.replica);
  const auto add = [&](std::int64_t clones, double slice) {
    const auto which = static_cast<std::uint32_t>(populations_.size());
    populations_.push_back(std::make_unique<ClonePopulation>(problem, group_, clones, slice,
                                                             random::make_key(problem.deck.seed, replica, which)));
  };
  add(settings_.clones, settings_.slice);
  if (settings_.compare) {
    add(settings_.clones / 2, settings_.slice);
    add(settings_.clones, 0.5 * settings_.slice);
  }
  if (resumed == nullptr) return;
  done_ = resumed->shared.at("done").get<std::int64_t>();
  for (std::size_t k = 0; k < populations_.size(); ++k) {
    const auto rows = [&](const std::string& name) {
      return reshared(group_, column_named(resumed->columns, name, 1).values, settings_.clones,
                      populations_[k]->clones());
    };
    const std::vector<double> states = rows(population_names[k]);
    populations_[k]->load(resumed->shared.at(population_names[k]), states,
                          rows(population_names[k] + std::string(weight_suffix)));
  }
}

double Clones::work_per_unit() const {
  return static_cast<double>(settings_.clones) *
         problem_.expected_jumps().value_or(1.0 + problem_.matrix()->fastest() * settings_.slice) *
         (settings_.compare ? 2.5 : 1.0);
}

std::vector<std::string> Clones::columns() const {
  std::vector<std::string> shown{"time", "effective_clones"};
  for (std::size_t k = 0; k < populations_.size(); ++k) shown.emplace_back(population_names[k]);
  return shown;
}

void Clones::advance_to(std::int64_t units, std::vector<TableRow>& rows) {
  for (const std::int64_t last = std::min(units, settings_.slices); done_ < last;) {
    const bool counts = done_ >= settings_.burn_in;
    for (std::size_t k = 0; k < populations_.size(); ++k) {
      populations_[k]->advance(counts, timer_);
      if (k == 2) populations_[k]->advance(counts, timer_);
    }
    ++done_;
    TableRow row{done_, {settings_.slice * static_cast<double>(done_), populations_.front()->effective_clones()}};
    for (const auto& population : populations_) row.values.push_back(population->psi());
    rows.push_back(std::move(row));
  }
}

std::vector<Result> Clones::results() const {
  std::vector<Result> results;
  if (done_ <= settings_.burn_in) return results;
  for (std::size_t k = 0; k < populations_.size(); ++k)
    results.push_back({population_names[k], populations_[k]->psi()});
  constexpr double fewest_effective = 10.0;
  const double effective = populations_.front()->effective_clones();
  if (!(effective >= fewest_effective))
    results.front().doubt = fmt::format(
        "psi is carried by few clones: those of a replica were worth {:.3g} after the last slice; take a shorter slice "
        "or more clones",
        effective);
  return results;
}

std::vector<Result> doubted(std::vector<Result> results) {
  // Errors of fewer replicas are too uncertain: of 8, one seed in 400 is told so without a bias.
  constexpr std::int64_t fewest_replicas = 8;
  constexpr double most_errors = 4.0;
  if (results.empty() || results.front().samples < fewest_replicas) return results;
  for (std::size_t k = 1; k < results.size(); ++k) {
    Result& psi = results.front();
    const double apart = std::abs(results[k].mean - psi.mean);
    const double error = std::sqrt(results[k].error * results[k].error + psi.error * psi.error);
    if (!psi.doubt.empty() || !(apart > most_errors * error)) continue;
    psi.doubt = fmt::format(
        "psi is biased: it is {:.3g} apart from {}, {:.3g} joint standard errors; take a shorter slice or more clones",
        apart, results[k].name, apart / error);
  }
  return results;
}

MemberState Clones::save() const {
  MemberState saved{{{"done", done_}}, {}};
  for (std::size_t k = 0; k < populations_.size(); ++k) {
    saved.shared[population_names[k]] = populations_[k]->save_sums();
    const auto add = [&](const std::string& name, const std::vector<double>& rows) {
      saved.columns.push_back({name, 1, reshared(group_, rows, populations_[k]->clones(), settings_.clones)});
    };
    add(population_names[k], populations_[k]->save_states());
    add(population_names[k] + std::string(weight_suffix), populations_[k]->save_log_weights());
  }
  return saved;
}

}  // namespace starling::jump
