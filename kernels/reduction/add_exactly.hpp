// Sums of integers in memory, by whichever thread comes.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/kokkos_compatibility.hpp"

namespace starling {

/// Adds to a sum of integers; atomic wherever kernels run on more than one thread.
STARLING_FUNCTION void add_exactly(std::int64_t* sum, std::int64_t value) {
#if defined(STARLING_PLAIN_CUDA) && defined(__CUDA_ARCH__)
  // Without Kokkos; two's complement.
  atomicAdd(reinterpret_cast<unsigned long long*>(sum), static_cast<unsigned long long>(value));
#else
#if defined(KOKKOS_ENABLE_SERIAL)
  if constexpr (std::is_same_v<ExecutionSpace, Kokkos::Serial>) {
    *sum += value;
    return;
  }
#endif
  Kokkos::atomic_add(sum, value);
#endif
}

}  // namespace starling
