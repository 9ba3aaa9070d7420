// The largest of many doubles, by integers: maxima of doubles neither vectorise nor keep a NaN.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/math/bits.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// An integer in the order of the doubles, any NaN above them all. Without a choice, beside which g++ vectorises no maximum.
STARLING_FUNCTION std::int64_t rank_of(double x) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto bits = static_cast<std::int64_t>(math::bits_of(x));
  const std::int64_t ordered = bits ^ ((bits >> 63) & most);
  const std::int64_t none = -static_cast<std::int64_t>(x != x);
  return (ordered & ~none) | (most & none);
}

/// The double of a rank; -infinity for the least integer, which the maximum over nothing gives.
inline double of_rank(std::int64_t rank) {
  if (rank == std::numeric_limits<std::int64_t>::min()) return -std::numeric_limits<double>::infinity();
  const std::int64_t bits = rank ^ ((rank >> 63) & std::numeric_limits<std::int64_t>::max());
  return math::double_of(static_cast<std::uint64_t>(bits));
}

}  // namespace starling
