// How much each visit counts, and powers of two by which measures without a norm stay in range.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

namespace starling::walk {

// Of the range of doubles, 2^-1022 to 2^1024, so many powers of two are for what the total of a measure makes of weights,
// and so many for these in all.
inline constexpr double weight_octaves = 256.0;
inline constexpr double most_octaves = 1000.0;
/// The least ratio x / mu of a node, times the measure's total.
inline constexpr double least_ratio = 0x1p-960;

/// gamma_n = (n + 1)^-exponent.
[[nodiscard]] double step_size(std::int64_t n, double exponent);
/// n^exponent, n >= 1.
[[nodiscard]] double power_of(std::int64_t n, double exponent);

/// x <- (1 - gamma_n) x + gamma_n delta_X as x S <- x S + added delta_X, with S <- S / (1 - gamma_n).
class StepWeights {
 public:
  /// Before step 1, S = 1. The total grows up to 2^64, or less with a repulsion, before it is scaled down.
  StepWeights(double exponent, double repulsion);

  /// Does the next step; what is added in it.
  double next();
  /// After a step: the power of two that all measures must now be multiplied by; 1: none.
  double rescale();

  [[nodiscard]] std::int64_t done() const { return done_; }
  /// S, and what of it is the start's.
  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] double start() const { return start_; }

  [[nodiscard]] nlohmann::json save() const;
  void load(const nlohmann::json& saved);

 private:
  double exponent_;
  double limit_;
  std::int64_t done_ = 0;
  double total_ = 1.0;
  double start_ = 1.0;
};

}  // namespace starling::walk
