// The largest eigenvalue of tilted rates.
#include <algorithm>
#include <cmath>

#include "drivers/jump/models/rate_matrix.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::jump {

double scaled_generating_function(const RateMatrix& matrix, const Gains& gains, double k) {
  const std::int64_t n = matrix.states;
  const auto size = static_cast<std::size_t>(n * n);
  const double fastest = matrix.fastest();
  // B = 2 + (tilted Q) / fastest is not negative, and its powers grow as its largest eigenvalue.
  std::vector<double> power(size);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      const auto pair = static_cast<std::size_t>(i * n + j);
      power[pair] =
          i == j ? 2.0 - matrix.exit_rate(i) / fastest : matrix.at(i, j) / fastest * math::exp(k * gains[pair]);
    }
  }
  double log_growth = 0.0;
  double exponent = 1.0;
  double last = 0.0;
  for (int squarings = 0; squarings < 60; ++squarings) {
    double total = 0.0;
    for (const double value : power) total += value;
    log_growth += math::log(total) / exponent;
    // Slow rates beside fast ones change the first totals by less than their rounding.
    if (squarings >= 40 && std::abs(total - last) < 1e-14 * total) {
      // One eigenvector is left: every further square would have this total.
      log_growth += math::log(total) / exponent;
      break;
    }
    last = total;
    std::vector<double> square(size, 0.0);
    for (double& value : power) value /= total;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t l = 0; l < n; ++l) {
        for (std::int64_t j = 0; j < n; ++j)
          square[static_cast<std::size_t>(i * n + j)] +=
              power[static_cast<std::size_t>(i * n + l)] * power[static_cast<std::size_t>(l * n + j)];
      }
    }
    power = std::move(square);
    exponent *= 2.0;
  }
  return fastest * (math::exp(log_growth) - 2.0);
}

double variance_rate(const RateMatrix& matrix, const Gains& gains) {
  double largest = 0.0;
  for (const double gain : gains) largest = std::max(largest, std::abs(gain));
  if (largest == 0.0) return 0.0;
  const double h = 0.01 / largest;
  const auto both = [&](double k) {
    return scaled_generating_function(matrix, gains, k) + scaled_generating_function(matrix, gains, -k);
  };
  // Without tilt it is 0.
  return (16.0 * both(h) - both(2.0 * h)) / (12.0 * h * h);
}

}  // namespace starling::jump
