// Sorted draws whose spacings are divided among ranks like slots.
#include "engine/population/sorted_offspring.hpp"

#include <algorithm>
#include <array>

#include "kernels/weights/sorted_draws.hpp"

namespace starling {

namespace {

template <class T>
using HostView = Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

/// What all ranks know of the draws: sums over the ranks below each rank, one entry more than ranks.
struct DrawTotals {
  std::vector<std::int64_t> spacing;
  std::vector<std::int32_t> whole;
};

DrawTotals gather_totals(const Communicator& group, std::int64_t spacing, std::int64_t whole) {
  const std::array<std::int64_t, 2> own{spacing, whole};
  const auto gathered = group.gather_all(own);
  DrawTotals totals{{0}, {0}};
  for (std::size_t at = 0; at < gathered.size(); at += 2) {
    totals.spacing.push_back(totals.spacing.back() + gathered[at]);
    totals.whole.push_back(totals.whole.back() + static_cast<std::int32_t>(gathered[at + 1]));
  }
  return totals;
}

/// Sum of the first `count` spacings. Those of whole ranks are known.
std::int64_t sum_of_spacings(const Spacings& spacings, const DrawTotals& totals, std::int64_t particles, int ranks,
                             std::int64_t count) {
  int rank = ranks;
  while (rows_of(particles, rank, ranks).first > count) --rank;
  const std::int64_t first = rows_of(particles, rank, ranks).first;
  return totals.spacing[static_cast<std::size_t>(rank)] + add_spacings(spacings, first, count - first, nullptr);
}

/// The draws in the slots of one rank; `block_end` is still to be found.
struct RankStretch {
  int rank;
  DrawStretch draws;
};

/// The stretches of all ranks whose slots hold any of the draws.
std::vector<RankStretch> divide_draws(const Spacings& spacings, const DrawTotals& totals, std::int64_t particles,
                                      int ranks, std::int64_t draws) {
  std::vector<RankStretch> stretches;
  for (int rank = 0; rank < ranks; ++rank) {
    const RowBlock block = rows_of(particles, rank, ranks);
    const std::int64_t last = std::min(block.first + block.count, draws);
    if (last <= block.first) continue;
    const std::int64_t before = totals.spacing[static_cast<std::size_t>(rank)];
    stretches.push_back({rank, {spacings, block.first, last - block.first, before, nullptr, rank == 0, last == draws}});
  }
  return stretches;
}

/// The stretch that a threshold lies in.
std::size_t stretch_with(const std::vector<RankStretch>& stretches, double threshold) {
  std::size_t k = 0;
  while (k + 1 < stretches.size() && threshold > to_double(stretches[k + 1].draws.before)) ++k;
  return k;
}

/// Which stretches this rank has to draw: those among its particles, and those that the edges inside its slots lie in.
/// Gives each edge the lower end of its stretch for a start.
std::vector<bool> place_edges(const std::vector<RankStretch>& stretches, const DrawThresholds& edges,
                              const RowBlock& slots, int rank) {
  std::vector<bool> needed(stretches.size(), false);
  for (std::int64_t edge = 0; edge < edges.count; ++edge) {
    const std::size_t k = stretch_with(stretches, edges.at(edge));
    edges.set(edge, stretches[k].draws.first);
    const std::int64_t low = edges.end[edge];
    if (low <= slots.first + slots.count && low + stretches[k].draws.count >= slots.first) needed[k] = true;
  }
  const std::size_t last = stretch_with(stretches, edges.at(rank + 1));
  for (std::size_t k = stretch_with(stretches, edges.at(rank)); k <= last; ++k) needed[k] = true;
  return needed;
}

/// Counts the draws of the needed stretches before this rank's particles and before the edges between ranks.
void count_in_stretches(const std::vector<RankStretch>& stretches, int rank, const DeviceArray<std::int64_t>& own_ends,
                        const RowBlock& slots, const DrawThresholds& particles, const DrawThresholds& edges) {
  const std::vector<bool> needed = place_edges(stretches, edges, slots, rank);
  const HostView<std::int32_t> end(edges.end, edges.count);
  const auto weight =
      Kokkos::create_mirror_view_and_copy(MemorySpace(), HostView<const std::int64_t>(edges.weight, edges.count));
  const auto whole =
      Kokkos::create_mirror_view_and_copy(MemorySpace(), HostView<const std::int32_t>(edges.whole, edges.count));
  const auto found = Kokkos::create_mirror_view_and_copy(MemorySpace(), end);
  DrawThresholds device_edges = edges;
  device_edges.weight = weight.data();
  device_edges.whole = whole.data();
  device_edges.end = found.data();
  DeviceArray<std::int64_t> others_ends;
  for (std::size_t k = 0; k < stretches.size(); ++k) {
    if (!needed[k]) continue;
    DrawStretch draws = stretches[k].draws;
    draws.block_end = own_ends.data();
    if (stretches[k].rank != rank) {
      ensure_size(others_ends, "other rank's spacing ends", spacing_blocks(draws.count));
      add_spacings(draws.spacings, draws.first, draws.count, others_ends.data());
      draws.block_end = others_ends.data();
    }
    count_draws(draws, particles);
    count_draws(draws, device_edges);
  }
  Kokkos::deep_copy(end, found);
}

}  // namespace

void count_by_draws(const Communicator& group, const RowBlock& slots, const IntegerWeights& weights, DrawScheme scheme,
                    random::Key key, std::int64_t time, std::int32_t* whole, Offspring& offspring) {
  const auto rank = static_cast<std::size_t>(group.rank());
  const OffspringAxis axis(slots.total, weights.sums().total);
  const Spacings spacings(key, time, slots.total);
  const bool residual = scheme == DrawScheme::residual;
  const std::int64_t own_whole =
      residual ? count_whole_offspring(axis, weights.cumulative(), slots.count, weights.rank_edges()[rank], whole) : 0;
  const DeviceArray<std::int64_t> own_ends("spacing ends", spacing_blocks(slots.count));
  const std::int64_t own_spacing = add_spacings(spacings, slots.first, slots.count, own_ends.data());
  const DrawTotals totals = gather_totals(group, own_spacing, own_whole);

  const std::int64_t pinned = scheme == DrawScheme::conditional ? 1 : 0;
  const std::int64_t left_over = slots.total - totals.whole.back();
  const std::int64_t draws = left_over - pinned;
  const std::int64_t all = sum_of_spacings(spacings, totals, slots.total, group.size(), draws + 1);
  const double axis_left = to_double(left_over);
  const double spacing_per_offspring = left_over > 0 ? to_double(all) / axis_left : 0.0;
  const DrawThresholds particles{axis,
                                 weights.cumulative(),
                                 residual ? whole : nullptr,
                                 totals.whole[rank],
                                 pinned,
                                 axis_left,
                                 spacing_per_offspring,
                                 slots.count,
                                 offspring.end.data()};
  std::vector<std::int32_t> end(totals.whole.size());
  const auto edge_count = static_cast<std::int64_t>(end.size());
  const DrawThresholds edges{axis,      weights.rank_edges().data(), totals.whole.data(), 0,         pinned,
                             axis_left, spacing_per_offspring,       edge_count,          end.data()};
  if (draws == 0) {
    count_no_draws(particles);
    for (std::int64_t edge = 0; edge < edge_count; ++edge) edges.set(edge, 0);
  } else {
    count_in_stretches(divide_draws(spacings, totals, slots.total, group.size(), draws), group.rank(), own_ends, slots,
                       particles, edges);
  }
  offspring.rank_edges.assign(end.begin(), end.end());
  offspring.rank_edges.front() = 0;  // what is pinned is rank 0's
}

}  // namespace starling
