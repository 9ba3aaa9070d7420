// Mean and standard error of a correlated series, sample by sample, continuing to the same bits after a restart.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

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

  /// Standard error of mean(), the largest of s/sqrt(n) over the levels with n >= 16 complete blocks, s being the
  /// standard deviation of the block means. Blocks shorter than the correlation time underestimate the error, so the
  /// estimate rises with the level up to a plateau; the maximum finds the plateau and, short of it, errs least. Fewer
  /// blocks than 16 know s to worse than 18 %, and a maximum over such levels would pick their noise. With 2 to 15
  /// samples it is s/sqrt(n) of the samples themselves; empty with fewer.
  [[nodiscard]] std::optional<double> standard_error() const;

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

  std::vector<Level> levels_;
};

}  // namespace starling
