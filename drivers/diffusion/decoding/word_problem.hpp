// Words, their steps, reward and values, enumerated on the host.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/diffusion/targets/chain.hpp"
#include "kernels/diffusion/decoding.hpp"
#include "kernels/diffusion/word_reward.hpp"

namespace starling::diffusion {

/// Moves between states, over all steps, that are enumerated at most.
inline constexpr double most_moves = 67108864;

/// A state is a word's number, masked letters included; states of so many letters are (letters + 1)^length.
struct WordProblem {
  MaskedChain chain;
  WordReward reward;
  double alpha;

  [[nodiscard]] double states() const;
  /// Of all steps, (2 letters + 1)^length each.
  [[nodiscard]] double moves() const;
  /// Whether all of them can be gone through.
  [[nodiscard]] bool enumerable() const { return moves() <= most_moves; }
};

/// Where a step can lead from a state, and with which probability.
struct Move {
  std::int64_t state;
  double probability;
};
/// Those of the step from level n to n + 1, in the order of their letters.
[[nodiscard]] std::vector<Move> moves_from(const WordProblem& problem, std::int64_t state, int level);

/// Values of all states at levels 0, ..., steps, a level after the other; not Monte Carlo's. At the last level, rewards; 0 where
/// letters are masked, which no word is then. Needs an enumerable problem.
[[nodiscard]] std::vector<double> values_of(const WordProblem& problem, ValueKind kind);

/// Laws of finished words by state, 0 at others. Of the unguided steps:
[[nodiscard]] std::vector<double> word_law(const WordProblem& problem);
/// Of a pick among candidates at every step, by those values; none where rewards differ by more than 500 alpha. The number of
/// moves times the logarithmic range of e^(v/alpha) is what it costs.
[[nodiscard]] std::optional<std::vector<double>> picked_law(const WordProblem& problem,
                                                            const std::vector<double>& values, int candidates,
                                                            bool greedy);

/// Probabilities of rewards.
struct RewardMass {
  double reward;
  double probability;
};
/// Under the chain itself, at any length: by a recursion over the last letter, the pattern and the count.
[[nodiscard]] std::vector<RewardMass> chain_rewards(const WordProblem& problem);
/// Under a law of finished words.
[[nodiscard]] std::vector<RewardMass> rewards_under(const WordProblem& problem, const std::vector<double>& law);

}  // namespace starling::diffusion
