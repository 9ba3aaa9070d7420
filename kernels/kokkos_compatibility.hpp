// Differences between the Kokkos releases and backends against which Starling compiles.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>
#include <string>
#include <type_traits>

#include "kernels/portability.hpp"

namespace starling {

using ExecutionSpace = Kokkos::DefaultExecutionSpace;
using MemorySpace = ExecutionSpace::memory_space;

/// A one-dimensional device array.
template <class T>
using DeviceArray = Kokkos::View<T*, MemorySpace>;

/// True where kernels run on the processor that runs main().
inline constexpr bool kernels_run_on_host = Kokkos::SpaceAccessibility<Kokkos::HostSpace, MemorySpace>::accessible;

/// Index range of a kernel.
using IndexRange = Kokkos::RangePolicy<ExecutionSpace, Kokkos::IndexType<std::int64_t>>;

/// Adds one and returns the old value; atomic wherever kernels run on more than one thread.
STARLING_FUNCTION std::int32_t fetch_increment(std::int32_t* counter) {
#if defined(KOKKOS_ENABLE_SERIAL)
  if constexpr (std::is_same_v<ExecutionSpace, Kokkos::Serial>) return (*counter)++;
#endif
  return Kokkos::atomic_fetch_add(counter, 1);
}

/// A device array without initial contents, at least `size` long; grows with some room, never shrinks.
template <class T>
void ensure_size(DeviceArray<T>& array, const char* label, std::int64_t size) {
  if (static_cast<std::int64_t>(array.extent(0)) >= size) return;
  array = DeviceArray<T>();
  array = DeviceArray<T>(Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)), size + size / 8);
}

}  // namespace starling
