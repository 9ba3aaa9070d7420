// Any law on a line whose log density is known up to a constant: its total, moments, distribution function and quantiles.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

namespace starling::diffusion {

/// The density between two points, integrated by Gauss and Legendre over many cells.
class TabulatedLaw {
 public:
  /// What the density is made of has no detail below `detail`; resolves() says whether a table can hold it.
  [[nodiscard]] static bool resolves(double low, double high, double detail);
  TabulatedLaw(std::function<double(double)> log_density, double low, double high, double detail);

  /// Whether the integral is positive and finite; if not, nothing below holds.
  [[nodiscard]] bool is_law() const { return before_.back() > 0.0 && std::isfinite(before_.back()); }
  /// log of the integral of exp(log_density).
  [[nodiscard]] double log_total() const { return log_total_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double second_moment() const { return second_moment_; }
  /// The probability of lying below x.
  [[nodiscard]] double below(double x) const;
  /// The x below which the probability is u, 0 < u < 1.
  [[nodiscard]] double quantile(double u) const;

 private:
  struct Sums {
    double mass = 0.0, first = 0.0, second = 0.0;
  };
  /// Integrals over [from, to], which lies in a cell, of the density over exp(largest_).
  [[nodiscard]] Sums integrate(double from, double to) const;

  std::function<double(double)> log_density_;
  double low_;
  double width_;
  double largest_;
  std::vector<double> before_;   ///< mass before each cell, and all of it
  std::vector<double> density_;  ///< over exp(largest_), at the ends of cells
  double log_total_ = 0.0;
  double mean_ = 0.0;
  double second_moment_ = 0.0;
};

}  // namespace starling::diffusion
