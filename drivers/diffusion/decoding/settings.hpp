// How a target is decoded towards a reward: the settings of the method.
#pragma once

#include "engine/population/offspring.hpp"
#include "kernels/diffusion/decoding.hpp"

namespace starling::diffusion {

/// published: a pick among candidates at every step. smc: weights e^((v' - v)/alpha). transported: these and, for diffusions, the
/// importance weight of the solver's step.
enum class DecodingWeights { published, smc, transported };
enum class Pick { soft, greedy };

struct DecodingSettings {
  DecodingWeights weights = DecodingWeights::smc;
  ValueKind values = ValueKind::exact;
  int samples = 16;
  int candidates = 10;
  Pick pick = Pick::soft;
  double ess_threshold = 0.5;
  Resampling resampling = Resampling::systematic;

  [[nodiscard]] bool weighs() const { return weights != DecodingWeights::published; }
  [[nodiscard]] DecodingPlan plan() const {
    return {values, samples, weighs() ? 1 : candidates, pick == Pick::greedy, weighs()};
  }
};

}  // namespace starling::diffusion
