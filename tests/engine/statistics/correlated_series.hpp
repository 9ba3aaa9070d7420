// A series whose correlations, and with them the error of its mean, are known.
#pragma once

#include <cmath>
#include <random>

namespace starling::test {

/// x' = r x + sqrt(1 - r^2) g in its stationary state: mean 0, unit variance, correlation r^k after k samples.
class CorrelatedSeries {
 public:
  CorrelatedSeries(double correlation, unsigned seed) : correlation_(correlation), generator_(seed) {
    state_ = normal_(generator_);
  }
  double next() {
    const double value = state_;
    state_ = correlation_ * state_ + std::sqrt(1.0 - correlation_ * correlation_) * normal_(generator_);
    return value;
  }

 private:
  double correlation_;
  std::mt19937_64 generator_;
  std::normal_distribution<double> normal_;
  double state_ = 0.0;
};

/// Exact standard deviation of the mean of n samples of that series.
inline double exact_error(double r, int n) {
  const double sum = (1.0 + r) / (1.0 - r) - 2.0 * r * (1.0 - std::pow(r, n)) / (n * (1.0 - r) * (1.0 - r));
  return std::sqrt(sum / n);
}

}  // namespace starling::test
