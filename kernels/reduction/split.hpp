// Doubles as pairs of integers, whose addition has no order.
#pragma once

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

/// Largest magnitude of value(i), as a reduction's body.
template <class Functor>
struct MagnitudeBody {
  Functor value;
  STARLING_FUNCTION void operator()(std::int64_t i, double& largest) const {
    const double magnitude = finite_magnitude(value(i));
    if (magnitude > largest) largest = magnitude;
  }
};

/// Sums of both halves of value(i), as a reduction's body.
template <class Functor>
struct SplitBody {
  Functor value;
  SplitScale scale;
  STARLING_FUNCTION void operator()(std::int64_t i, std::int64_t& high, std::int64_t& low) const {
    const SplitValue parts = split(value(i), scale);
    high += parts.high;
    low += parts.low;
  }
};

}  // namespace starling::reduction
