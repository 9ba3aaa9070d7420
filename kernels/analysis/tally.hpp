// Counting into bins: each worker counts for itself, and the integers are added afterwards.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"

namespace starling::analysis {

/// Workers that share `items`: as many as run at once, but not more than keep some work each.
inline std::int64_t tally_workers(std::int64_t items) {
  constexpr std::int64_t most = 1024;
  constexpr std::int64_t least_items = 64;
  const auto at_once = static_cast<std::int64_t>(ExecutionSpace().concurrency());
  const std::int64_t wanted = at_once < most ? at_once : most;
  const std::int64_t useful = items / least_items + 1;
  return wanted < useful ? wanted : useful;
}

/// Calls body(first, last, row) so that all of [0, items) is covered, each call with a row of `bins` zeros of its own,
/// and returns the sum of the rows in rows(0 .. bins - 1).
template <class Body>
void tally(const char* label, std::int64_t items, std::int64_t bins, const Body& body,
           DeviceArray<std::int64_t>& rows) {
  const std::int64_t workers = tally_workers(items);
  ensure_size(rows, "tally", workers * bins);
  Kokkos::deep_copy(rows, 0);
  std::int64_t* const all = rows.data();
  Kokkos::parallel_for(
      label, IndexRange(0, workers), KOKKOS_LAMBDA(std::int64_t worker) {
        body(items * worker / workers, items * (worker + 1) / workers, all + worker * bins);
      });
  if (workers == 1) return;
  Kokkos::parallel_for(
      "add tallies", IndexRange(0, bins), KOKKOS_LAMBDA(std::int64_t bin) {
        for (std::int64_t worker = 1; worker < workers; ++worker) all[bin] += all[worker * bins + bin];
      });
}

}  // namespace starling::analysis
