// Two swimmers on a ring, seen in their relative coordinate.
#pragma once

#include "kernels/forces/external/terms.hpp"
#include "kernels/math/softplus.hpp"
#include "kernels/math/softplus_integral.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling {

/// F(x) = f(x) - f(L - x), f the softplus force, both images of the partner: every particle is one independent pair.
template <int D>
struct RingPair;

template <>
struct RingPair<1> {
  static constexpr const char* name = "ring_pair";
  static constexpr bool whole_pairs = true;

  struct Parameters : ExternalParameters<1> {
    double steepness = required;
  };

  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("steepness", p.steepness, "steepness of the softplus force", Limits::positive(),
            Notation{.unit = "1/length", .symbol = "beta"});
  }

  double strength;
  double steepness;
  double diameter;
  double edge;

  static RingPair from(const Parameters& p) { return {p.strength, p.steepness, p.diameter, p.box.edge[0]}; }

  STARLING_FUNCTION ExternalTerms<1> terms(const double* position, const double* /*unwrapped*/) const {
    const double ahead = steepness * (diameter - position[0]);
    const double behind = steepness * (diameter - (edge - position[0]));
    ExternalTerms<1> terms{};
    terms.force[0] = strength / steepness * (math::softplus(ahead) - math::softplus(behind));
    terms.gradient.at(0, 0) = -strength * (math::sigmoid(ahead) + math::sigmoid(behind));
    return terms;
  }

  STARLING_FUNCTION ExternalPlace<1> place(const double* position, const double* /*unwrapped*/) const {
    // The partner sits at 0: the cosine of the angle to it, and its sine as a length.
    const double wave = 2.0 * 0x1.921fb54442d18p+1 / edge;
    const math::SineCosine at = math::sine_cosine_of_turn(position[0] / edge);
    return {{at.sine / wave}, {at.cosine}, at.cosine, {-wave * at.sine}};
  }

  /// Of the whole pair.
  STARLING_FUNCTION double energy(const double* position, const double* /*unwrapped*/) const {
    const double ahead = steepness * (diameter - position[0]);
    const double behind = steepness * (diameter - (edge - position[0]));
    return strength / (steepness * steepness) * (math::softplus_integral(ahead) + math::softplus_integral(behind));
  }
};

}  // namespace starling
