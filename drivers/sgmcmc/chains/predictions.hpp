// How well chains predict what is known: errors, coverage, and how much of the spread is between chains.
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/statistics/convergence.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::sgmcmc {

/// Nominal coverage of the intervals.
inline constexpr std::array<double, 3> nominal_coverage = {0.5, 0.68, 0.95};

/// Of predictions with mean m and variance v of the draws, and of labels, whose variance is v + the mean of s^2 over draws.
/// Intervals are m -+ z root of the variance; -log likelihood is that of the normal law, per value. NaN where a single draw
/// has no variance.
struct PredictionScores {
  MeanAndError rmse;  ///< of m against the known values
  std::array<MeanAndError, 3> value_coverage;
  std::array<MeanAndError, 3> label_coverage;
  MeanAndError value_likelihood;
  MeanAndError label_likelihood;
};

struct Predictions {
  std::int64_t values = 0;  ///< that are known
  std::int64_t blocks = 0;  ///< into which they fall
  PredictionScores pooled;  ///< of all chains' draws; errors between blocks
  PredictionScores single;  ///< mean over chains, each by itself; errors between them
  std::vector<PredictionScores> chains;
  MeanAndError between_chains;  ///< variance of chains' means over that and the variance within, summed over values
};

/// What draws say of one known value.
struct PredictedValue {
  KnownValue known;
  ChainDraws draws;
};

/// `noise`: draws of s of the labels, by chain; none: labels are not judged (NaN). Chains must be finite and equally long.
/// The share between chains has an error by leaving each chain out (jackknife); chains that have mixed perfectly have
/// a share of 1 / (1 + effective draws of a chain) or so, not 0.
[[nodiscard]] Predictions judge_predictions(const std::vector<PredictedValue>& values, const ChainDraws& noise);

/// The summary's entry.
[[nodiscard]] nlohmann::ordered_json entry_of(const Predictions& predictions);

}  // namespace starling::sgmcmc
