// Exact answers of words.
#include "drivers/diffusion/decoding/known_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace starling::diffusion {

namespace {

/// Moves for which the law of picks is computed, each some 250 times.
constexpr double most_picked_moves = 262144;

}  // namespace

std::vector<RewardMass> by_reward(const std::vector<RewardMass>& masses) {
  std::map<double, double> sums;
  for (const RewardMass& one : masses) sums[one.reward] += one.probability;
  std::vector<RewardMass> found;
  for (const auto& [reward, probability] : sums) found.push_back({reward, probability});
  return found;
}

TiltedRewards tilted_rewards(const std::vector<RewardMass>& masses, double alpha) {
  double best = masses.front().reward;
  for (const RewardMass& one : masses) best = std::max(best, one.reward);
  TiltedRewards found{0.0, 0.0, 0.0, best, 0.0, by_reward(masses)};
  double total = 0.0;
  for (RewardMass& one : found.masses) {
    found.plain += one.probability * one.reward;
    one.probability *= math::exp((one.reward - best) / alpha);
    total += one.probability;
  }
  for (RewardMass& one : found.masses) {
    one.probability /= total;
    found.mean += one.probability * one.reward;
  }
  found.best_probability = found.masses.back().probability;
  found.log_z = best / alpha + math::log(total);
  return found;
}

KnownWords known_words(const WordProblem& problem, const DecodingSettings& settings,
                       const std::vector<double>& values) {
  KnownWords known;
  if (problem.chain.jointly) known.rewards = tilted_rewards(chain_rewards(problem), problem.alpha);
  if (!problem.enumerable()) return known;
  known.target = word_law(problem);
  const TiltedRewards rewards = tilted_rewards(rewards_under(problem, known.target), problem.alpha);
  if (!known.rewards) known.rewards = rewards;
  for (std::size_t state = 0; state < known.target.size(); ++state) {
    if (known.target[state] == 0.0) continue;
    const Word word = problem.chain.letters.word_of(static_cast<std::int64_t>(state));
    known.target[state] *= math::exp(problem.reward(problem.chain.letters, word) / problem.alpha - rewards.log_z);
  }
  const bool picks = !settings.weighs() && settings.values != ValueKind::monte_carlo;
  if (!picks || problem.moves() > most_picked_moves) return known;
  auto own = picked_law(problem, values, settings.candidates, settings.pick == Pick::greedy);
  if (own) known.own = *std::move(own);
  return known;
}

double total_variation(const std::vector<double>& one, const std::vector<double>& other) {
  double sum = 0.0;
  for (std::size_t state = 0; state < one.size(); ++state) sum += std::abs(one[state] - other[state]);
  return 0.5 * sum;
}

}  // namespace starling::diffusion
