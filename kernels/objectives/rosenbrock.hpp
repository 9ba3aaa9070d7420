// A bent valley.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/math/fma.hpp"
#include "kernels/objectives/coordinates.hpp"
#include "kernels/portability.hpp"

namespace starling::objectives {

/// sum_k 100 (x_{k+1} - x_k^2)^2 + (1 - x_k)^2; the minimum is at (1, ..., 1).
struct Rosenbrock {
  static constexpr const char* name = "rosenbrock";
  using Parameters = Coordinates;
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    p.describe(visitor);
  }
  static std::string objection(const Parameters& p) {
    return p.dimension < 2.0 ? "objective.dimension must be at least 2 for rosenbrock" : p.objection();
  }

  int dimension;
  double half_width;

  static Rosenbrock from(const Parameters& p) { return {static_cast<int>(p.dimension), 3.0}; }
  [[nodiscard]] std::optional<double> minimum() const { return 0.0; }
  [[nodiscard]] std::optional<double> minimiser() const { return 1.0; }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k + 1 < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double here = x[k * stride + lane];
        const double bend = x[(k + 1) * stride + lane] - here * here;
        sum[lane] += math::fma(100.0 * bend, bend, (1.0 - here) * (1.0 - here));
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

}  // namespace starling::objectives
