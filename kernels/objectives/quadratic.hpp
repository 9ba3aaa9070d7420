// A bowl of any stiffness along each coordinate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/math/fma.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"

namespace starling::objectives {

/// sum_k kappa_k (x_k - centre)^2/2; where kappa is 0 the place of the minimum is no point.
struct Quadratic {
  static constexpr const char* name = "quadratic";
  static constexpr int most = 64;
  struct Parameters {
    std::vector<double> stiffness = {1.0, 1.0};
    double centre = 0.0;
  };
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("stiffness", p.stiffness, "kappa of each coordinate, up to 64 of them", Limits::not_negative());
    visitor("centre", p.centre, "every coordinate of the minimum", Limits::any());
  }
  static std::string objection(const Parameters& p) {
    if (p.stiffness.empty()) return "objective.stiffness needs a number for each coordinate";
    return p.stiffness.size() <= most ? "" : "objective.stiffness has more than 64 numbers";
  }

  int dimension;
  double half_width, centre;
  double stiffness[most];
  bool flat, wholly_flat;

  static Quadratic from(const Parameters& p) {
    Quadratic q{static_cast<int>(p.stiffness.size()), 3.0, p.centre, {}, false, true};
    for (int k = 0; k < q.dimension; ++k) {
      q.stiffness[k] = p.stiffness[k];
      q.flat = q.flat || q.stiffness[k] == 0.0;
      q.wholly_flat = q.wholly_flat && q.stiffness[k] == 0.0;
    }
    return q;
  }
  [[nodiscard]] std::optional<double> minimum() const {
    return wholly_flat ? std::nullopt : std::optional<double>(0.0);
  }
  [[nodiscard]] std::optional<double> minimiser() const { return flat ? std::nullopt : std::optional<double>(centre); }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int k = 0; k < dimension; ++k) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double z = x[k * stride + lane] - centre;
        sum[lane] = math::fma(0.5 * stiffness[k] * z, z, sum[lane]);
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

}  // namespace starling::objectives
