// A rank's part of the periodic box, and how far a point is from it.
#pragma once

#include "kernels/space/box.hpp"

namespace starling {

/// The half-open cuboid [lower, upper), inside the box.
template <int D>
struct Region {
  double lower[D];
  double upper[D];
};

/// Distance along one axis from a canonical coordinate to the interval [lower, upper] and its periodic images.
STARLING_FUNCTION double axis_distance(double coordinate, double lower, double upper, double edge) {
  const double below = lower - coordinate;
  const double above = coordinate - upper;
  const double direct = below > 0.0 ? below : (above > 0.0 ? above : 0.0);
  const double around = below > 0.0 ? edge - upper + coordinate : edge + lower - coordinate;
  return around < direct ? around : direct;
}

/// Squared distance from a point to a region, over all periodic images.
template <int D>
STARLING_FUNCTION double squared_distance(const double* point, const Region<D>& region, const Box<D>& box) {
  double sum = 0.0;
  for (int d = 0; d < D; ++d) {
    const double distance = axis_distance(point[d], region.lower[d], region.upper[d], box.edge[d]);
    sum += distance * distance;
  }
  return sum;
}

/// Whether a point lies in a region.
template <int D>
STARLING_FUNCTION bool contains(const Region<D>& region, const double* point) {
  bool inside = true;
  for (int d = 0; d < D; ++d) inside = inside && point[d] >= region.lower[d] && point[d] < region.upper[d];
  return inside;
}

/// Whether a point is further than `guard` from every face of the box.
template <int D>
STARLING_FUNCTION bool is_interior(const double* point, const Box<D>& box, double guard) {
  bool inside = true;
  for (int d = 0; d < D; ++d) inside = inside && point[d] > guard && point[d] < box.edge[d] - guard;
  return inside;
}

}  // namespace starling
