// Coordinates as fractions of the box edge in 32 bits: differences wrap by themselves, and counts become exact.
#pragma once

#include <cstdint>

#include "kernels/space/box.hpp"

namespace starling::analysis {

/// Converts canonical coordinates of a box into units of edge / 2^32 and differences of them back into lengths. The
/// difference of two such numbers as a signed integer is their minimum image; a length is right to 2^-24 of itself and
/// 2^-32 of the edge, and its bits depend on the two particles only.
template <int D>
struct FixedPoint {
  double scale[D];  ///< 2^32 / edge
  float unit[D];    ///< edge / 2^32

  static FixedPoint of(const Box<D>& box) {
    FixedPoint fixed{};
    for (int d = 0; d < D; ++d) {
      fixed.scale[d] = 0x1p32 / box.edge[d];
      fixed.unit[d] = static_cast<float>(box.edge[d] * 0x1p-32);
    }
    return fixed;
  }

  /// A coordinate in [0, edge); what rounds up to the edge is 0.
  [[nodiscard]] STARLING_FUNCTION std::uint32_t of(double coordinate, int d) const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(coordinate * scale[d]));
  }

  /// The displacement from b to a.
  [[nodiscard]] STARLING_FUNCTION float apart(std::uint32_t a, std::uint32_t b, int d) const {
    return static_cast<float>(static_cast<std::int32_t>(a - b)) * unit[d];
  }
};

}  // namespace starling::analysis
