// Moments of draws, and scores of them.
#include "drivers/sgmcmc/chains/predictions.hpp"

#include <cmath>
#include <limits>
#include <map>

#include "kernels/math/logarithm.hpp"
#include "kernels/math/normal_quantile.hpp"

namespace starling::sgmcmc {
namespace {

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t levels = nominal_coverage.size();
/// Mean square error; coverage of values, and of labels; their -log likelihoods.
constexpr std::size_t score_count = 3 + 2 * levels;
using ScoreNumbers = std::array<double, score_count>;

struct Moments {
  double mean;
  double variance;  ///< NaN of a single draw
};

/// Over the draws of chains [first, first + count).
Moments moments_of(const ChainDraws& draws, std::size_t first, std::size_t count) {
  double sum = 0.0;
  double number = 0.0;
  for (std::size_t c = first; c < first + count; ++c) {
    for (const double value : draws[c]) sum += value;
    number += static_cast<double>(draws[c].size());
  }
  const double mean = sum / number;
  double squares = 0.0;
  for (std::size_t c = first; c < first + count; ++c) {
    for (const double value : draws[c]) squares += (value - mean) * (value - mean);
  }
  return {mean, number > 1.0 ? squares / (number - 1.0) : no_score};
}

double mean_square(const ChainDraws& draws, std::size_t first, std::size_t count) {
  double sum = 0.0;
  double number = 0.0;
  for (std::size_t c = first; c < first + count; ++c) {
    for (const double value : draws[c]) sum += value * value;
    number += static_cast<double>(draws[c].size());
  }
  return sum / number;
}

/// Coverage at each level, then -log likelihood.
void score_interval(double apart, double variance, double* coverage, double& likelihood) {
  constexpr double log_two_pi = 1.8378770664093453;
  const double deviation = std::sqrt(variance);
  for (std::size_t l = 0; l < levels; ++l) {
    const double reach = deviation * math::normal_quantile(0.5 + 0.5 * nominal_coverage[l]);
    coverage[l] = std::isnan(variance) ? no_score : (std::abs(apart) <= reach ? 1.0 : 0.0);
  }
  likelihood = variance > 0.0 ? 0.5 * (apart * apart / variance + math::log(variance) + log_two_pi) : no_score;
}

ScoreNumbers numbers_of(const KnownValue& known, const Moments& found, double noise_square) {
  ScoreNumbers numbers{};
  const double apart = found.mean - known.value;
  numbers[0] = apart * apart;
  score_interval(apart, found.variance, &numbers[1], numbers[1 + 2 * levels]);
  score_interval(found.mean - known.label, found.variance + noise_square, &numbers[1 + levels],
                 numbers[2 + 2 * levels]);
  return numbers;
}

/// Means over the values of each block.
std::vector<ScoreNumbers> block_scores(const std::vector<PredictedValue>& values, const ChainDraws& noise,
                                       std::size_t first, std::size_t count) {
  struct Sum {
    ScoreNumbers numbers{};
    double count = 0.0;
  };
  std::map<std::int64_t, Sum> blocks;
  const double noise_square = noise.empty() ? no_score : mean_square(noise, first, count);
  for (const PredictedValue& value : values) {
    const ScoreNumbers numbers = numbers_of(value.known, moments_of(value.draws, first, count), noise_square);
    Sum& sum = blocks[value.known.block];
    for (std::size_t k = 0; k < score_count; ++k) sum.numbers[k] += numbers[k];
    sum.count += 1.0;
  }
  std::vector<ScoreNumbers> means;
  for (auto& [block, sum] : blocks) {
    for (double& number : sum.numbers) number /= sum.count;
    means.push_back(sum.numbers);
  }
  return means;
}

/// Means of the numbers of equal parts (blocks, or chains), with the errors between them. The first is a mean square, of
/// which the root is shown, and whose error follows by d sqrt(x) = dx / 2 sqrt(x).
PredictionScores scores_of(const std::vector<ScoreNumbers>& parts) {
  std::array<MeanAndError, score_count> found;
  for (std::size_t k = 0; k < score_count; ++k) {
    std::vector<double> of;
    for (const ScoreNumbers& part : parts) of.push_back(part[k]);
    found[k] = mean_and_error(of);
  }
  PredictionScores scores;
  scores.rmse.mean = std::sqrt(found[0].mean);
  scores.rmse.error = found[0].error / (2.0 * scores.rmse.mean);
  for (std::size_t l = 0; l < levels; ++l) {
    scores.value_coverage[l] = found[1 + l];
    scores.label_coverage[l] = found[1 + levels + l];
  }
  scores.value_likelihood = found[1 + 2 * levels];
  scores.label_likelihood = found[2 + 2 * levels];
  return scores;
}

/// Of all chains but one; `left_out` may be none of them.
double share_between(const std::vector<std::vector<Moments>>& by_value, std::size_t left_out) {
  double between = 0.0;
  double total = 0.0;
  for (const std::vector<Moments>& chains : by_value) {
    std::vector<double> means;
    double within = 0.0;
    for (std::size_t c = 0; c < chains.size(); ++c) {
      if (c == left_out) continue;
      means.push_back(chains[c].mean);
      within += chains[c].variance;
    }
    const auto count = static_cast<double>(means.size());
    const double error = mean_and_error(means).error;
    between += error * error * count;
    total += error * error * count + within / count;
  }
  return between / total;
}

MeanAndError judge_between(const std::vector<PredictedValue>& values, std::size_t chains) {
  std::vector<std::vector<Moments>> by_value;
  for (const PredictedValue& value : values) {
    std::vector<Moments>& of = by_value.emplace_back();
    for (std::size_t c = 0; c < chains; ++c) of.push_back(moments_of(value.draws, c, 1));
  }
  MeanAndError share{chains < 2 ? no_score : share_between(by_value, chains), no_score};
  if (chains < 3) return share;
  std::vector<double> without;
  for (std::size_t c = 0; c < chains; ++c) without.push_back(share_between(by_value, c));
  // Jackknife: (m - 1) / m times the sum of squares about their mean, of which the error of a mean has 1 / m (m - 1).
  share.error = mean_and_error(without).error * static_cast<double>(chains - 1);
  return share;
}

}  // namespace

Predictions judge_predictions(const std::vector<PredictedValue>& values, const ChainDraws& noise) {
  Predictions found;
  const std::size_t chains = values.front().draws.size();
  const std::vector<ScoreNumbers> blocks = block_scores(values, noise, 0, chains);
  found.values = std::ssize(values);
  found.blocks = std::ssize(blocks);
  found.pooled = scores_of(blocks);
  std::vector<ScoreNumbers> single;
  for (std::size_t c = 0; c < chains; ++c) {
    const std::vector<ScoreNumbers> of_chain = block_scores(values, noise, c, 1);
    found.chains.push_back(scores_of(of_chain));
    ScoreNumbers& means = single.emplace_back();
    for (std::size_t k = 0; k < score_count; ++k) {
      means[k] = 0.0;
      for (const ScoreNumbers& block : of_chain) means[k] += block[k] / static_cast<double>(of_chain.size());
    }
  }
  found.single = scores_of(single);
  found.between_chains = judge_between(values, chains);
  return found;
}

}  // namespace starling::sgmcmc
