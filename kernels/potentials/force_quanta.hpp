// Forces between atoms as whole numbers of a quantum, so that their sums depend on no order and on no ranks.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/portability.hpp"

namespace starling::potentials {

/// eV/Angstrom: 2^-44, 6e-14. An atom's force is the difference of what it does to others and what they do to it, term by term
/// the same whole number, so that forces add up to zero exactly.
inline constexpr double quanta_per_force = 0x1p44;

/// A component of the force between two atoms must be below this, in eV/Angstrom; beyond, they have run into each other.
inline constexpr double largest_pair_force = 128.0;

STARLING_FUNCTION bool is_pair_force(double force) { return std::abs(force) < largest_pair_force; }

/// The nearest whole number of quanta; none of what is too large, or no number.
STARLING_FUNCTION std::int64_t force_quanta(double force) {
  constexpr double to_integer = 0x1.8p52;
  const double shifted = (is_pair_force(force) ? force : 0.0) * quanta_per_force + to_integer;
  return static_cast<std::int64_t>(math::bits_of(shifted) - math::bits_of(to_integer));
}

}  // namespace starling::potentials
