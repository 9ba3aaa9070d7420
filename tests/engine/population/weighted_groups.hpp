// Populations whose particles know their number, for tests that follow them over ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/population/weighted_population.hpp"

namespace starling::testing_support {

/// A host copy of device memory.
template <class T>
std::vector<T> host_copy(const T* device, std::int64_t count) {
  std::vector<T> copy(static_cast<std::size_t>(count));
  if (count == 0) return copy;
  Kokkos::deep_copy(Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(copy.data(), count),
                    Kokkos::View<const T*, MemorySpace, Kokkos::MemoryUnmanaged>(device, count));
  return copy;
}

/// Component c of particle `id`.
inline double state_of(std::int64_t id, int c) {
  return c == 0 ? static_cast<double>(id) : 1.0 / (7.0 * c + static_cast<double>(id));
}

/// Gives each particle its state, and its log weight of those of all.
inline void number_particles(WeightedPopulation& population, const std::vector<double>& log_weight) {
  const RowBlock slots = population.slots();
  std::vector<double> rows;
  for (std::int64_t id = slots.first; id < slots.first + slots.count; ++id) {
    for (int c = 0; c < population.columns(); ++c) rows.push_back(state_of(id, c));
  }
  population.load_rows(rows, {log_weight.begin() + slots.first, log_weight.begin() + slots.first + slots.count});
}

/// The states of the parents of this rank's slots, row-major.
inline std::vector<double> parent_rows(const WeightedPopulation& population) {
  const RowBlock slots = population.slots();
  const auto state = host_copy(population.now(), population.columns() * population.now_stride());
  const auto place = host_copy(population.parent(), slots.count);
  std::vector<double> rows;
  for (const std::int32_t parent : place) {
    for (int c = 0; c < population.columns(); ++c) rows.push_back(state[c * population.now_stride() + parent]);
  }
  return rows;
}

}  // namespace starling::testing_support
