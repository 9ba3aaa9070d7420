// Mixtures tilted by rewards, in closed form.
#pragma once

#include "drivers/diffusion/rewards/reward.hpp"
#include "drivers/diffusion/targets/exact_law.hpp"

namespace starling::diffusion {

/// p e^(r/alpha) / Z, a mixture itself.
struct TiltedMixture {
  Mixture mixture;
  double log_z;
};

/// Of a linear or quadratic reward.
[[nodiscard]] TiltedMixture tilted(const Mixture& mixture, const PointTerms& terms, double alpha);

/// What is known of the law of x = signal y, y of this mixture tilted by the reward. An indicator's: on a line all; in more
/// dimensions log Z alone.
[[nodiscard]] ExactLaw tilted_law(const Mixture& mixture, double signal, const PointTerms& terms, double alpha,
                                  const Modes& modes);

}  // namespace starling::diffusion
