// Activities that are Gaussian vectors and drive the particle as they are.
#pragma once

#include "kernels/portability.hpp"

namespace starling {

/// g with independent standard normal components in the stationary state.
template <int D>
struct GaussianActivity {
  static constexpr int activity_components = D;

  STARLING_FUNCTION void drive(const double* activity, double* direction) const { copy(activity, direction); }
  STARLING_FUNCTION void start(const double* normal, double /*uniform*/, double* activity) const {
    copy(normal, activity);
  }
  STARLING_FUNCTION void adopt(const double* direction, double* activity) const { copy(direction, activity); }

 private:
  STARLING_FUNCTION static void copy(const double* from, double* to) {
    for (int d = 0; d < D; ++d) to[d] = from[d];
  }
};

}  // namespace starling
