// Activities that are directions and drive the particle as they are.
#pragma once

#include <cmath>

#include "kernels/portability.hpp"

namespace starling {

/// A unit vector, uniform on the sphere (circle, two points) in the stationary state.
template <int D>
struct UnitVectorActivity {
  static constexpr int activity_components = D;
  static constexpr double mean_square_drive = 1.0;

  STARLING_FUNCTION void drive(const double* activity, double* direction) const {
    for (int d = 0; d < D; ++d) direction[d] = activity[d];
  }
  STARLING_FUNCTION void start(const double* normal, double /*uniform*/, double* activity) const {
    normalise(normal, activity);
  }
  STARLING_FUNCTION void adopt(const double* direction, double* activity) const { normalise(direction, activity); }

 protected:
  STARLING_FUNCTION static void normalise(const double* vector, double* unit) {
    double squared = 0.0;
    for (int d = 0; d < D; ++d) squared += vector[d] * vector[d];
    const double length = std::sqrt(squared);
    for (int d = 0; d < D; ++d) unit[d] = vector[d] / length;
  }
};

}  // namespace starling
