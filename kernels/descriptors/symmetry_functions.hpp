// Symmetry functions of an atom's surroundings (Behler, J. Chem. Phys. 134 (2011) 074106), as kernels read them.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::descriptors {

/// Functions that are computed side by side.
inline constexpr int function_lanes = 8;

/// The least multiple of function_lanes that holds `count`.
STARLING_FUNCTION constexpr int padded_lanes(int count) {
  return (count + function_lanes - 1) / function_lanes * function_lanes;
}

/// Elements of one potential: pairs of them are bits of a word.
inline constexpr int most_elements = 8;

/// The bit of an unordered pair of elements.
STARLING_FUNCTION std::uint64_t pair_bit(int first, int second) {
  const int low = first < second ? first : second;
  const int high = first < second ? second : first;
  return std::uint64_t{1} << (low * most_elements + high);
}

/// The radial part exp(-eta (r - shift)^2) f(r/radius), 0 from the radius on, of function_lanes functions.
struct RadialLanes {
  double eta[function_lanes];
  double shift[function_lanes];
  double radius[function_lanes];
  std::int32_t element[function_lanes];  ///< of the neighbour; -1: in no function (padding)
};

/// function_lanes angular functions of a central atom i, sums over unordered pairs j, k of neighbours of a pair of elements:
/// G4 (narrow) and G5 (wide),
///   2^(1-zeta) sum (1 + lambda cos theta)^zeta h(r_ij) h(r_ik) [h(r_jk) if narrow],  h the radial part.
struct AngularLanes {
  RadialLanes radial;
  double lambda[function_lanes];  ///< 1 or -1
  double scale[function_lanes];   ///< 2^(1-zeta); 0: padding
  std::int32_t zeta[function_lanes];
  std::int32_t narrow[function_lanes];
  std::uint64_t pair[function_lanes];  ///< pair_bit; 0: padding
  std::uint64_t pairs;                 ///< those of all lanes
  std::int32_t any_narrow;
  std::int32_t most_zeta;
};

/// The functions of atoms of one element: radial ones (G2, sum over neighbours of an element of the radial part), then
/// angular ones, each kind in blocks of lanes of which the last is padded.
struct ElementFunctions {
  const RadialLanes* radial;
  const AngularLanes* angular;
  int radial_count;
  int angular_count;
  double angular_radius;  ///< the largest of the angular functions

  STARLING_FUNCTION int count() const { return radial_count + angular_count; }
  /// Lanes of all blocks, padding included: columns of what the kernel works in.
  STARLING_FUNCTION int lanes() const { return padded_lanes(radial_count) + padded_lanes(angular_count); }
  /// The lane of function s, s counted without padding.
  STARLING_FUNCTION int lane(int s) const {
    return s < radial_count ? s : padded_lanes(radial_count) + s - radial_count;
  }
};

/// A neighbour of an atom: r_j - r_i as the minimum image.
struct Neighbour {
  double displacement[3];
  std::int32_t atom;     ///< its place in the configuration
  std::int32_t element;  ///< its element's place in the potential
};

}  // namespace starling::descriptors
