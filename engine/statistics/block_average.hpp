// Mean and standard error of a correlated series, sample by sample, continuing to the same bits after a restart.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "engine/statistics/block_error.hpp"

namespace starling {

/// Dyadic block averaging (Flyvbjerg and Petersen, J. Chem. Phys. 91, 461 (1989)).
///
/// Level l holds the means of consecutive blocks of 2^l samples, counted from the first sample ever pushed; a block
/// counts once it is complete. Blocks are not fractions of the run, so a run that is extended or restarted has the
/// blocks, and the bits, of one that never stopped.
class BlockAverage {
 public:
  /// Adds the next sample: finite and below 10^150 in magnitude, so that its square is finite too (otherwise fails
  /// with blow_up).
  void push(double sample);

  [[nodiscard]] std::int64_t samples() const { return levels_.empty() ? 0 : levels_.front().blocks; }

  /// Mean of all samples; 0 if there is none.
  [[nodiscard]] double mean() const { return levels_.empty() ? 0.0 : levels_.front().mean; }

  /// Standard error of mean() with a verdict whether correlations are resolved, by the rule of block_error.hpp; empty
  /// with fewer than two samples.
  [[nodiscard]] std::optional<AverageError> estimate() const;

  /// The error of estimate() alone.
  [[nodiscard]] std::optional<double> standard_error() const;

  /// The squared standard error of mean() by the longest blocks of which there are at least `least` >= 2, taken as independent:
  /// no bound and no interval, but without bias where these blocks are long against correlations. Empty with fewer samples.
  [[nodiscard]] std::optional<double> block_variance(std::int64_t least) const;

  /// The whole state. Doubles survive as text: they are written with the digits that give the same bits back.
  [[nodiscard]] nlohmann::json save() const;

  /// Continues from save()'s state; fails with file_error if `state` is not one.
  [[nodiscard]] static BlockAverage load(const nlohmann::json& state);

 private:
  struct Level {
    std::int64_t blocks = 0;
    double mean = 0.0;     ///< of the block means
    double squares = 0.0;  ///< sum of squared deviations of the block means from their mean
    double half = 0.0;     ///< mean of the last block, while its partner is missing (blocks odd)
  };

  void add_to_levels(double block);

  std::vector<Level> levels_;
  double trend_ = 0.0;  ///< sum over samples of (index - mean index) sample
};

}  // namespace starling
