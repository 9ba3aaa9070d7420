// The periodic box: canonical coordinates in [0, L) and the minimum image between them.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// Edge lengths of the periodic box; one corner sits at the origin.
template <int D>
struct Box {
  double edge[D];
};

/// Doubles from one particle's packed coordinates to the next: a power of two, so that a particle never straddles a
/// cache line and loads as one vector.
template <int D>
inline constexpr int packed_stride = D == 3 ? 4 : D;

/// The representative of `displacement` in [-edge/2, edge/2], for a displacement of two canonical coordinates. It is odd
/// in its argument, so both particles of a pair see the same bits.
STARLING_FUNCTION double minimum_image(double displacement, double edge) {
  const double half = 0.5 * edge;
  const double shift = displacement > half ? edge : (displacement < -half ? -edge : 0.0);
  return displacement - shift;
}

/// A coordinate brought back into [0, edge) and the number of edges it moved by.
struct Wrapped {
  double coordinate;
  int crossings;
};

/// Wraps a coordinate that left the box by less than one edge; x + edge rounding up to edge becomes 0.
STARLING_FUNCTION Wrapped wrap(double coordinate, double edge) {
  const bool below = coordinate < 0.0;
  const double raised = below ? coordinate + edge : coordinate;
  const bool above = raised >= edge;
  return {above ? raised - edge : raised, (above ? 1 : 0) - (below ? 1 : 0)};
}

}  // namespace starling
