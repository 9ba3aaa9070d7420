// The registry of methods: one line each.
#include "drivers/diffusion/methods/method.hpp"

namespace starling::diffusion {

const Choice& method_choice() {
  static const Choice choice(
      "method", "What is done with the target.", "which method",
      {{"transport", "From the first level to the last by the solver, with a correction or without.", chosen_transport},
       {"consistency", "In few steps, by maps along the probability flow to the end, between which noise is added.",
        chosen_consistency}},
      "transport");
  return choice;
}

}  // namespace starling::diffusion
