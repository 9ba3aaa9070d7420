// The registry of methods: one line each.
#include "drivers/diffusion/methods/method.hpp"

namespace starling::diffusion {

const Choice& method_choice() {
  static const Choice choice(
      "method", "What is done with the target.", "which method",
      {{"transport", "From the first level to the last by the solver, with a correction or without.", chosen_transport},
       {"consistency", "In few steps, by maps along the probability flow to the end, between which noise is added.",
        chosen_consistency},
       {"schedule_search",
        "Solvers of few evaluations, each step of its own order, prediction and length, are searched for.",
        chosen_schedule_search},
       {"training", "A network learns to denoise, or to map to the end of the flow (docs/diffusion-networks.md).",
        chosen_training},
       {"decoding", "Towards a reward, by the values of unfinished particles (docs/diffusion-decoding.md).",
        chosen_decoding},
       {"gap", "A probability flow and a diffusion by the same score, and how far their laws are apart.", chosen_gap},
       {"gibbs", "Chains over points and noise levels, denoised at the end.", chosen_gibbs},
       {"preconditioned_langevin", "Langevin chains at one level, preconditioned by the score's Jacobian.",
        chosen_preconditioned_langevin}},
      "transport");
  return choice;
}

}  // namespace starling::diffusion
