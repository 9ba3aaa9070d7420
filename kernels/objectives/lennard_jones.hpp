// Clusters of atoms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/math/fma.hpp"
#include "kernels/parameters.hpp"
#include "kernels/portability.hpp"

namespace starling::objectives {

/// sum over pairs of 4 (r^-12 - r^-6); coordinates are x, y, z of each atom in turn.
struct LennardJones {
  static constexpr const char* name = "lennard_jones";
  struct Parameters {
    double atoms = 4.0;
  };
  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("atoms", p.atoms, "of the cluster", Limits::within(2.0, 1000.0));
  }
  static std::string objection(const Parameters& p) {
    return p.atoms == __builtin_floor(p.atoms) ? "" : "objective.atoms must be a whole number";
  }

  int dimension;
  double half_width;
  int atoms;

  static LennardJones from(const Parameters& p) {
    const int atoms = static_cast<int>(p.atoms);
    return {3 * atoms, atoms < 8 ? 1.0 : 1.5, atoms};
  }
  /// Wales and Doye, J. Phys. Chem. A 101 (1997) 5111.
  [[nodiscard]] std::optional<double> minimum() const {
    constexpr int known[] = {2, 3, 4, 7, 13};
    constexpr double least[] = {-1.0, -3.0, -6.0, -16.505384, -44.326801};
    for (int k = 0; k < 5; ++k)
      if (atoms == known[k]) return least[k];
    return std::nullopt;
  }
  [[nodiscard]] std::optional<double> minimiser() const { return std::nullopt; }

  template <int Lanes>
  STARLING_FUNCTION void cost(const double* x, std::int64_t stride, double* out) const {
    double sum[Lanes] = {};
    for (int i = 1; i < atoms; ++i) {
      for (int j = 0; j < i; ++j) {
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) {
          double square = 0.0;
          for (int k = 0; k < 3; ++k) {
            const double apart = x[(3 * i + k) * stride + lane] - x[(3 * j + k) * stride + lane];
            square = math::fma(apart, apart, square);
          }
          // Nearer than this the wall is a constant 4e36, so that no cost overflows.
          const double inverse = 1.0 / (square > 1e-6 ? square : 1e-6);
          const double sixth = inverse * inverse * inverse;
          sum[lane] = math::fma(4.0 * sixth, sixth - 1.0, sum[lane]);
        }
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) out[lane] = sum[lane];
  }
};

}  // namespace starling::objectives
