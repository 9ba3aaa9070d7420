// Rewards by which a target is tilted: its law times e^(r/alpha).
#pragma once

#include <optional>
#include <vector>

#include "drivers/diffusion/targets/mixture.hpp"
#include "engine/deck/choice.hpp"
#include "kernels/diffusion/point_reward.hpp"
#include "kernels/diffusion/word_reward.hpp"

namespace starling::diffusion {

/// A reward of points on the host: PointReward says what the numbers are.
struct PointTerms {
  RewardShape shape = RewardShape::linear;
  std::vector<double> first;
  std::vector<double> second;
  int along = 0;
  double low = 0.0;
  double high = 0.0;
  double height = 0.0;
};

/// A reward as a deck chooses it; its settings are keys of [reward].
class ChosenReward : public Chosen {
 public:
  /// Declares alpha.
  void describe(Schema& schema) override;
  /// The reward of words of this chain, of points in so many dimensions; none if it is not one of these. Fails with bad_input
  /// about a key if its numbers do not fit.
  [[nodiscard]] virtual std::optional<WordReward> of_words(const LetterChain& /*chain*/) const { return {}; }
  [[nodiscard]] virtual std::optional<PointTerms> of_points(int /*dimension*/) const { return {}; }
  [[nodiscard]] double alpha() const { return alpha_; }

 private:
  double alpha_ = 0.5;
};

[[nodiscard]] const Choice& reward_choice();
[[nodiscard]] std::unique_ptr<Chosen> chosen_letter_reward();

}  // namespace starling::diffusion
