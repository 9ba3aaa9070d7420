// Words of a Markov chain's letters under masked diffusion, as a deck chooses them.
#pragma once

#include "kernels/diffusion/words.hpp"

namespace starling::diffusion {

/// All letters are masked at first; in the step after which k - 1 are left, each becomes known with probability 1/k. `jointly`:
/// those of one step together from their conditional law, so that words are the chain's; else each by itself.
struct MaskedChain {
  LetterChain letters;
  int steps;
  bool jointly;
};

}  // namespace starling::diffusion
