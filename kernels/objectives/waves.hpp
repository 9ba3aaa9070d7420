// Bowls with waves on them: many minima of which one is the least.
#pragma once

#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/math/trigonometry.hpp"
#include "kernels/objectives/coordinates.hpp"
#include "kernels/portability.hpp"

namespace starling::objectives {

/// cos 2 pi z for |z| < 2^51.
STARLING_FUNCTION double cosine_of_turns(double z) { return math::sine_cosine_of_turn(z - __builtin_floor(z)).cosine; }

/// sum_k (z^2 - 10 cos 2 pi z + 10), z = x_k - centre.
struct Rastrigin : Centred<Rastrigin> {
  static constexpr const char* name = "rastrigin";
  static constexpr double usual_half_width = 3.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        sum[lane] += math::fma(z, z, 10.0 - 10.0 * cosine_of_turns(z));
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

/// 20 + e - 20 exp(-sqrt(mean z^2)/5) - exp(mean cos 2 pi z).
struct Ackley : Centred<Ackley> {
  static constexpr const char* name = "ackley";
  static constexpr double usual_half_width = 3.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double squares[Lanes] = {};
    double cosines[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        squares[lane] = math::fma(z, z, squares[lane]);
        cosines[lane] += cosine_of_turns(z);
      }
    }
    constexpr double e = 0x1.5bf0a8b145769p+1;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      out[lane] = 20.0 * (1.0 - math::exp(-0.2 * __builtin_sqrt(squares[lane] / dimension))) +
                  (e - math::exp(cosines[lane] / dimension));
  }
};

/// 1 + sum z_k^2/4000 - prod_k cos(z_k/sqrt(k + 1)), k from 0.
struct Griewank : Centred<Griewank> {
  static constexpr const char* name = "griewank";
  static constexpr double usual_half_width = 50.0;

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double squares[Lanes] = {};
    double product[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) product[lane] = 1.0;
    for (int k = 0; k < dimension; ++k) {
      const double scale = 1.0 / __builtin_sqrt(k + 1.0);
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        squares[lane] = math::fma(z, z, squares[lane]);
        const double angle = z * scale;
        // Beyond, where a cosine is less than the rounding of the squares, it is taken as 1.
        product[lane] *= math::sine_cosine(math::within_half_turn(__builtin_fabs(angle) < 1e9 ? angle : 0.0)).cosine;
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = math::fma(squares[lane], 1.0 / 4000.0, 1.0 - product[lane]);
  }
};

}  // namespace starling::objectives
