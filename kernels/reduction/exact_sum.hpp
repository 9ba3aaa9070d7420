// The device part of order-free sums: reductions over integers and maxima.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/reduction/block_sums.hpp"
#include "kernels/reduction/split.hpp"

namespace starling::reduction {

/// max |value(i)|, 0 <= i < count; infinity if a value is not finite, 0 if there is none.
template <class Functor>
double largest_magnitude(std::int64_t count, const Functor& value) {
  double largest = 0.0;
  if constexpr (kernels_run_on_host && ComesInBlocks<Functor>) {
    Kokkos::parallel_reduce("starling::largest_magnitude", IndexRange(0, blocks_of(count)),
                            MagnitudeBlocks<Functor>{{value, count}}, Kokkos::Max<double>(largest));
  } else {
    Kokkos::parallel_reduce("starling::largest_magnitude", IndexRange(0, count), MagnitudeBody<Functor>{value},
                            Kokkos::Max<double>(largest));
  }
  return count == 0 ? 0.0 : largest;  // Kokkos gives an empty range the identity, not zero
}

/// Sum of split(value(i)), 0 <= i < count. The values must be finite and the scale leave room for their number.
template <class Functor>
SplitValue split_sum(std::int64_t count, const Functor& value, const SplitScale& scale) {
  SplitValue total{0, 0};
  if constexpr (kernels_run_on_host && ComesInBlocks<Functor>) {
    if (fits_lanes(scale)) {
      Kokkos::parallel_reduce("starling::split_sum", IndexRange(0, blocks_of(count)),
                              SplitBlocks<Functor>{{value, count}, scale}, Kokkos::Sum<std::int64_t>(total.high),
                              Kokkos::Sum<std::int64_t>(total.low));
      return total;
    }
  }
  Kokkos::parallel_reduce("starling::split_sum", IndexRange(0, count), SplitBody<Functor>{value, scale},
                          Kokkos::Sum<std::int64_t>(total.high), Kokkos::Sum<std::int64_t>(total.low));
  return total;
}

}  // namespace starling::reduction
