// Keeping the generations of a sweep, and tracing a path through them.
#include "drivers/smc/methods/smoothing/path_history.hpp"

#include <algorithm>
#include <limits>

#include "engine/population/records.hpp"
#include "kernels/random/philox.hpp"

namespace starling::smc {

namespace {

/// The slot of this rank, if it holds it, at which the prefix sums of the weights pass a uniform integer below the total;
/// else -1.
std::int64_t chosen_slot(const ParticleFilter& filter) {
  using Wide = unsigned __int128;
  const WeightedPopulation& population = filter.population();
  const random::Words words =
      random::philox(random::make_counter(0, filter.time(), random::Purpose::path_choice, 0), filter.key());
  const std::uint64_t uniform = static_cast<std::uint64_t>(words.w[0]) << 32 | words.w[1];
  const auto total = static_cast<std::uint64_t>(filter.weights().total);
  const auto target = static_cast<std::int64_t>(static_cast<Wide>(uniform) * total >> 64);
  const auto cumulative = host_view(population.cumulative(), population.slots().count);
  const auto rank = static_cast<std::size_t>(population.group().rank());
  if (target < population.rank_edges()[rank] || target >= population.rank_edges()[rank + 1]) return -1;
  const std::int64_t* const end = cumulative.data() + population.slots().count;
  return population.slots().first + (std::upper_bound(cumulative.data(), end, target) - cumulative.data());
}

}  // namespace

PathHistory::PathHistory(const ParticleFilter& filter)
    : components_(filter.model().state_size()),
      slots_(filter.population().slots()),
      states_(components_, slots_.count),
      ancestors_(1, slots_.count) {}

void PathHistory::note(const ParticleFilter& filter, const ParisSums& sums) {
  states_.append(filter.population().now(), filter.population().now_stride());
  if (filter.time() == 0) return;
  const DeviceArray<double> first("first ancestors", slots_.count);
  const std::int32_t* const ancestor = sums.ancestor();
  const int draws = sums.draws();
  double* const kept = first.data();
  Kokkos::parallel_for(
      "keep first ancestors", IndexRange(0, slots_.count),
      KOKKOS_LAMBDA(std::int64_t j) { kept[j] = ancestor[j * draws]; });
  ancestors_.append(kept, slots_.count);
}

void PathHistory::clear() {
  states_.clear();
  ancestors_.clear();
}

Path PathHistory::draw(const ParticleFilter& filter) const {
  const Communicator& group = filter.population().group();
  Path path(states_.times());
  std::int64_t slot = group.maximum(chosen_slot(filter));
  for (std::int64_t t = states_.times() - 1; t >= 0; --t) {
    // The holder of the slot tells its state and where it comes from.
    std::vector<double> told(components_ + 1, -std::numeric_limits<double>::infinity());
    const std::int64_t j = slot - slots_.first;
    if (j >= 0 && j < slots_.count) {
      for (int c = 0; c < components_; ++c) told[c] = states_.slice(t)[c * slots_.count + j];
      told[components_] = t > 0 ? ancestors_.slice(t - 1)[j] : 0.0;
    }
    group.maximum(told);
    slot = static_cast<std::int64_t>(told.back());
    told.pop_back();
    path[t] = std::move(told);
  }
  return path;
}

void PathHistory::save(std::vector<SlotColumn>& columns) const {
  states_.save("state_history", columns);
  ancestors_.save("ancestor_history", columns);
}

void PathHistory::load(const std::vector<SlotColumn>& columns, std::int64_t generations) {
  states_.load("state_history", columns, generations);
  ancestors_.load("ancestor_history", columns, std::max<std::int64_t>(generations - 1, 0));
}

}  // namespace starling::smc
