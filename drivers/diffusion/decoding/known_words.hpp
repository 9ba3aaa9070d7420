// What is known exactly of words tilted by a reward, and of how they are decoded.
#pragma once

#include <optional>
#include <vector>

#include "drivers/diffusion/decoding/settings.hpp"
#include "drivers/diffusion/decoding/word_problem.hpp"

namespace starling::diffusion {

/// Under p e^(r/alpha) / Z, p the law of the unguided steps.
struct TiltedRewards {
  double log_z;
  double plain;                    ///< E r under p
  double mean;                     ///< E r
  double best;                     ///< the largest reward
  double best_probability;         ///< P(r = best)
  std::vector<RewardMass> masses;  ///< P(r), each reward once, in rising order
};
[[nodiscard]] TiltedRewards tilted_rewards(const std::vector<RewardMass>& masses, double alpha);

/// Each reward once, in rising order.
[[nodiscard]] std::vector<RewardMass> by_reward(const std::vector<RewardMass>& masses);

/// Laws by state, as word_law() gives them; empty where they are not known.
struct KnownWords {
  std::optional<TiltedRewards> rewards;
  std::vector<double> target;
  std::vector<double> own;  ///< of finished words as the method picks them
};
[[nodiscard]] KnownWords known_words(const WordProblem& problem, const DecodingSettings& settings,
                                     const std::vector<double>& values);

/// Half the sum of the differences.
[[nodiscard]] double total_variation(const std::vector<double>& one, const std::vector<double>& other);

}  // namespace starling::diffusion
