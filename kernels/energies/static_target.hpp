// A static target without data as a potential energy: U = -log prior - log likelihood.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/energies/concepts.hpp"
#include "kernels/targets/concepts.hpp"

namespace starling::energies {

/// -log density of one point, the log likelihood taken `scale` times.
template <DifferentiableTarget Target>
STARLING_FUNCTION double static_energy(const Target& target, const double* x, double scale) {
  double state[most_target_dimensions][1];
  for (int c = 0; c < target.dimension; ++c) state[c][0] = x[c];
  double log_prior[1];
  double log_likelihood[1];
  target.template log_prior<1>(state, log_prior);
  target.template log_likelihood<1>(state, log_likelihood);
  return -(log_prior[0] + scale * log_likelihood[0]);
}

/// Its gradient.
template <DifferentiableTarget Target>
STARLING_FUNCTION void static_gradient(const Target& target, const double* x, double scale, double* gradient) {
  double state[most_target_dimensions][1];
  double prior[most_target_dimensions][1];
  double likelihood[most_target_dimensions][1];
  for (int c = 0; c < target.dimension; ++c) state[c][0] = x[c];
  target.template log_prior_gradient<1>(state, prior);
  target.template log_likelihood_gradient<1>(state, likelihood);
  for (int c = 0; c < target.dimension; ++c) gradient[c] = -(prior[c][0] + scale * likelihood[c][0]);
}

template <DifferentiableTarget Target>
struct StaticTargetEnergy {
  static constexpr const char* name = Target::name;
  static constexpr int functions = 0;
  static const char* function_name(int /*k*/) { return ""; }

  using Parameters = typename Target::Parameters;

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    Target::describe(p, visitor);
  }

  /// Targets speak of keys of [model], which are here of [target].
  static std::string objection(const Parameters& p) {
    std::string text = Target::objection(p);
    for (std::size_t at = text.find("model."); at != std::string::npos; at = text.find("model.", at))
      text.replace(at, 6, "target.");
    return text;
  }

  Target target;
  std::int64_t dimension;

  static StaticTargetEnergy from(const Parameters& p) {
    const Target target = Target::from(p);
    return {target, target.dimension};
  }

  STARLING_FUNCTION double energy(const double* x) const { return static_energy(target, x, 1.0); }
  STARLING_FUNCTION void gradient(const double* x, double* g) const { static_gradient(target, x, 1.0, g); }
  STARLING_FUNCTION double function(int /*k*/, const double* /*x*/) const { return 0.0; }
};

}  // namespace starling::energies
