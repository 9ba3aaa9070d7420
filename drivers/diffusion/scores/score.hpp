// The score that a sampler goes by: the exact one, or one that is wrong by a known amount.
#pragma once

#include <memory>

#include "drivers/diffusion/processes/path.hpp"

namespace starling::diffusion {

/// What a field gains per unit of the score of x, the rest being fixed by x and the level: velocity, data and noise are all
/// affine in the score.
[[nodiscard]] double gain_of_score(const FieldWish& wish, const NoiseLevel& level);

/// A score as a deck chooses it, in [score]. It is written in y = x/a = x_0 + sigma z and v = sigma^2, so that all noising
/// processes see the same.
class ChosenScore : public Chosen {
 public:
  /// Refuses settings that do nothing.
  virtual void check() const {}
  [[nodiscard]] virtual bool exact() const { return false; }
  /// The mixture whose scores are taken: `target`, or another. Fails with bad_input if there is no such mixture.
  [[nodiscard]] virtual Mixture mixture(const Mixture& target) const { return target; }
  /// Adds what the perturbation does to fields of that mixture's path.
  virtual void perturb(const NoiseLevel& /*level*/, FieldWish& /*wish*/) const {}
};

[[nodiscard]] const Choice& score_choice();

}  // namespace starling::diffusion
