// Covariances of visits and of theta at finite n, to first order in the deviations from mu and theta*, and limits.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/walk/chain.hpp"
#include "drivers/walk/objective.hpp"

namespace starling::walk {

/// Variances that are predicted.
struct Predicted {
  std::vector<double> function;  ///< n^a Var of each function's mean
  double trace = 0.0;            ///< of n^a Cov of the visits
  std::vector<double> theta;     ///< n^b Var of each component; NaN where there is no limit
  std::vector<double> early;     ///< of the law's theta, the share that the steps until it holds still have
};

/// The law is of small deviations, which the first steps, while gamma A > 1, are not: with a larger share of them theta has other
/// variances (measured: 1.6 times the law's at a share of .1).
inline constexpr double most_early_share = 0.01;

/// Mode by mode, with s = (1 + lambda) / (1 - lambda), A = alpha (1 + lambda) + 1 (hdt: alpha + 1), h the drift's part along
/// the mode: the covariance S of (x, theta) obeys S <- F S F^T + s q q^T from S = 0,
/// F = [[1 - gamma A, 0], [-beta (A - 1) h, 1 - beta J]], q = (gamma, beta h). Visits without their start's share have
/// Var x / (1 - start)^2.
class FiniteLaw {
 public:
  /// `function[k * nodes + i]`. The objective may be null; it outlives this.
  FiniteLaw(const std::vector<ChainMode>& modes, const std::vector<double>& function, const WalkSettings& walk,
            const Objective* objective);

  /// Whether modes are known.
  [[nodiscard]] bool has_limit() const { return !modes_.empty(); }
  /// Acceptance by min(1, .) has no derivative at mu: a repelled hdt has the limit, but no law of first order on its way.
  [[nodiscard]] bool responds_linearly() const;
  /// Whether there is such a law, and modes are few enough for `steps` steps.
  [[nodiscard]] bool predicts(std::int64_t steps) const;
  /// The law after n steps, n >= 1.
  [[nodiscard]] Predicted at(std::int64_t n);
  /// As n grows: of visits n^a Cov = sum_k s u u^T / (2 A - [a = 1]); of theta, for a < b and components that J does not couple,
  /// n^b Var = sum_k s h^2 / A^2 / (2 J - [b = 1]).
  [[nodiscard]] Predicted limit() const;

 private:
  struct Mode {
    double s;
    double slope;               ///< A
    std::vector<double> along;  ///< of each function, squared, and of the trace
    std::vector<double> drift;  ///< h
    std::vector<double> covariance;
    std::vector<double> early;  ///< what it has of the first steps
  };
  void restart();
  /// `noise` is s, or 0.
  void step(const Mode& mode, double noise, double gamma, double beta, std::vector<double>& covariance) const;
  [[nodiscard]] bool theta_has_limit(std::size_t component) const;

  WalkSettings walk_;
  const Objective* objective_;
  std::size_t size_;  ///< of (x, theta)
  std::vector<Mode> modes_;
  std::int64_t first_ = 0;  ///< steps with gamma A > 1
  std::int64_t done_ = 0;
  double start_ = 1.0;  ///< its share of x
};

}  // namespace starling::walk
