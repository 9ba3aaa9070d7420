// The device part of order-free sums: doubles become pairs of integers, whose addition has no order.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>
#include <limits>

#include "kernels/portability.hpp"

namespace starling::reduction {

/// How doubles of one sum become integers: with `bits` b and a power of two 2^e above every magnitude,
/// v = (high + low 2^-b) 2^(e-b), |high| and |low| below 2^b. The factors multiply to 2^(b-e); there are two of them
/// because one alone could overflow.
struct SplitScale {
  double first_factor;
  double second_factor;
  double low_factor;  ///< 2^b
};

/// A double as two integers in units of the scale.
struct SplitValue {
  std::int64_t high;
  std::int64_t low;
};

/// |value|, or infinity for anything that is not finite (a maximum over NaN would depend on the order).
STARLING_FUNCTION double finite_magnitude(double value) {
  const double magnitude = value < 0.0 ? -value : value;
  return magnitude <= std::numeric_limits<double>::max() ? magnitude : std::numeric_limits<double>::infinity();
}

/// Splits a finite value; what is left below 2^(e-2b) is dropped, towards zero, so that split(-v) = -split(v).
STARLING_FUNCTION SplitValue split(double value, const SplitScale& scale) {
  const double scaled = value * scale.first_factor * scale.second_factor;
  const auto high = static_cast<std::int64_t>(scaled);
  const double rest = scaled - static_cast<double>(high);  // exact: the integer part of a double is a double
  return {high, static_cast<std::int64_t>(rest * scale.low_factor)};
}

/// Largest magnitude of value(i), as a Kokkos reduction body.
template <class Functor>
struct MagnitudeBody {
  Functor value;
  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t i, double& largest) const {
    const double magnitude = finite_magnitude(value(i));
    if (magnitude > largest) largest = magnitude;
  }
};

/// Sums of both halves of value(i), as a Kokkos reduction body.
template <class Functor>
struct SplitBody {
  Functor value;
  SplitScale scale;
  KOKKOS_INLINE_FUNCTION void operator()(std::int64_t i, std::int64_t& high, std::int64_t& low) const {
    const SplitValue parts = split(value(i), scale);
    high += parts.high;
    low += parts.low;
  }
};

using ReductionRange = Kokkos::RangePolicy<Kokkos::DefaultExecutionSpace, Kokkos::IndexType<std::int64_t>>;

/// max |value(i)|, 0 <= i < count; infinity if a value is not finite, 0 if there is none.
template <class Functor>
double largest_magnitude(std::int64_t count, const Functor& value) {
  double largest = 0.0;
  Kokkos::parallel_reduce("starling::largest_magnitude", ReductionRange(0, count), MagnitudeBody<Functor>{value},
                          Kokkos::Max<double>(largest));
  return count == 0 ? 0.0 : largest;  // Kokkos gives an empty range the identity, not zero
}

/// Sum of split(value(i)), 0 <= i < count. The values must be finite and the scale leave room for their number.
template <class Functor>
SplitValue split_sum(std::int64_t count, const Functor& value, const SplitScale& scale) {
  SplitValue total{0, 0};
  Kokkos::parallel_reduce("starling::split_sum", ReductionRange(0, count), SplitBody<Functor>{value, scale},
                          Kokkos::Sum<std::int64_t>(total.high), Kokkos::Sum<std::int64_t>(total.low));
  return total;
}

}  // namespace starling::reduction
