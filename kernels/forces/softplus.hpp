// Softplus repulsion of the AOUP model (Boffi & Vanden-Eijnden 2023).
#pragma once

#include <cmath>

#include "kernels/forces/parameters.hpp"
#include "kernels/math/binary_softplus.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/softplus_integral.hpp"

namespace starling {

/// F(r) = (k/beta) ln(1 + e^(beta (2R - r))), F'(r) = -k / (1 + e^(-beta (2R - r))). It has no compact support: the
/// cutoff truncates it (at 3.5 R and beta R = 7.5 what is cut off is 2e-6 k).
struct Softplus {
  static constexpr const char* name = "softplus";

  struct Parameters : PairParameters {
    double steepness = required;
    double cutoff = required;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("steepness", p.steepness, "steepness of the softplus force", Limits::positive(),
            Notation{.unit = "1/length", .symbol = "beta"});
    visitor("cutoff", p.cutoff, "distance beyond which the softplus force is cut off (3.5 R leaves out 2e-6 k)",
            Limits::positive(), Notation{.unit = "length", .symbol = "r_c"});
  }

  double strength;
  double steepness;
  double diameter;
  double cutoff;
  double binary_steepness;  ///< beta log2(e)
  double binary_strength;   ///< (k/beta) ln(2)

  static Softplus from(const Parameters& p) {
    return {p.strength,
            p.steepness,
            p.diameter,
            p.cutoff,
            p.steepness * 0x1.71547652b82fep+0,
            p.strength / p.steepness * 0x1.62e42fefa39efp-1};
  }

  STARLING_FUNCTION double force_over_distance(double r2) const {
    const double r = std::sqrt(r2);
    return math::binary_softplus_over(binary_steepness * (diameter - r), r, binary_strength);
  }

  STARLING_FUNCTION PairTerms terms(double r2) const {
    return {force_over_distance(r2), -strength * math::sigmoid(steepness * (diameter - std::sqrt(r2)))};
  }

  /// (k/beta^2) [G(beta (2R - r)) - G(beta (2R - r_c))], G the integral of softplus.
  STARLING_FUNCTION double energy(double r2) const {
    return strength / (steepness * steepness) *
           (math::softplus_integral(steepness * (diameter - std::sqrt(r2))) -
            math::softplus_integral(steepness * (diameter - cutoff)));
  }
};

}  // namespace starling
