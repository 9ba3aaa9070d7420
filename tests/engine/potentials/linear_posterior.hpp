// The exact posterior of a potential that is linear in its weights: Gaussian in them at a given noise, one integral over that.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/engine/potentials/small_potential.hpp"

namespace starling::potentials::testing_support {

/// Sums over force components of products of the columns of X, of which F = X w, and of the labels: X^T X, X^T F, F^T F.
struct NormalEquations {
  std::size_t weights = 0;
  std::size_t components = 0;
  std::vector<double> matrix;
  std::vector<double> vector;
  double square = 0.0;
};

/// Of a linear potential of one element: column s of X are the forces of the weight s alone.
inline NormalEquations normal_equations(const Potential& potential,
                                        const std::vector<AtomicConfiguration>& configurations) {
  NormalEquations sums;
  sums.weights = potential.functions.size();
  std::vector<std::vector<double>> columns(sums.weights);
  std::vector<double> labels;
  for (std::size_t s = 0; s < sums.weights; ++s) {
    std::vector<double> unit(sums.weights + 1, 0.0);
    unit[s] = 1.0;
    for (const auto& given : predictions(potential, unit, configurations)) {
      columns[s].insert(columns[s].end(), given.forces.begin(), given.forces.end());
    }
  }
  for (const AtomicConfiguration& configuration : configurations) {
    labels.insert(labels.end(), configuration.forces.begin(), configuration.forces.end());
  }
  sums.components = labels.size();
  const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
    long double sum = 0.0L;
    for (std::size_t k = 0; k < a.size(); ++k) sum += static_cast<long double>(a[k]) * b[k];
    return static_cast<double>(sum);
  };
  for (std::size_t s = 0; s < sums.weights; ++s) {
    for (std::size_t t = 0; t < sums.weights; ++t) sums.matrix.push_back(product(columns[s], columns[t]));
    sums.vector.push_back(product(columns[s], labels));
  }
  sums.square = product(labels, labels);
  return sums;
}

/// Means and standard deviations of u = log s and of the first weight.
struct LinearPosterior {
  double u, u_deviation, weight, weight_deviation;
};

/// For u in [-4, -3.6]: with w ~ N(0, 1) and s ~ exponential of this mean, at temperature T: log p(u) = -U(w*, u)/T - log det(A)/2 with
/// A = X^T X / s^2 + 1, w* = A^-1 X^T F / s^2, and U with its minimum over w.
inline LinearPosterior exact_posterior(const NormalEquations& sums, double noise_mean, double temperature) {
  const std::size_t n = sums.weights;
  struct Point {
    double u, log_density, mean, variance;
  };
  std::vector<Point> points;
  for (double u = -4.0; u < -3.6; u += 1e-3 * std::sqrt(temperature)) {
    const double inverse = std::exp(-2.0 * u);
    std::vector<long double> lower(n * n, 0.0L);  // of A = L L^T
    long double log_determinant = 0.0L;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        long double sum = static_cast<long double>(sums.matrix[i * n + j]) * inverse + (i == j ? 1.0L : 0.0L);
        for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
        lower[i * n + j] = i == j ? std::sqrt(sum) : sum / lower[j * n + j];
      }
      log_determinant += 2.0L * std::log(lower[i * n + i]);
    }
    const auto solve = [&](std::vector<long double> b) {
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= lower[i * n + k] * b[k];
        b[i] /= lower[i * n + i];
      }
      for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= lower[k * n + i] * b[k];
        b[i] /= lower[i * n + i];
      }
      return b;
    };
    std::vector<long double> right(n);
    for (std::size_t i = 0; i < n; ++i) right[i] = static_cast<long double>(sums.vector[i]) * inverse;
    const std::vector<long double> best = solve(right);
    std::vector<long double> first(n, 0.0L);
    first[0] = 1.0L;
    long double explained = 0.0L;
    for (std::size_t i = 0; i < n; ++i) explained += right[i] * best[i];
    const double least = static_cast<double>(0.5L * (sums.square * inverse - explained)) +
                         static_cast<double>(sums.components) * u + std::exp(u) / noise_mean - u;
    points.push_back({u, -least / temperature - 0.5 * static_cast<double>(log_determinant),
                      static_cast<double>(best[0]), temperature * static_cast<double>(solve(first)[0])});
  }
  double most = points.front().log_density;
  for (const Point& point : points) most = std::max(most, point.log_density);
  double total = 0.0, u = 0.0, uu = 0.0, w = 0.0, ww = 0.0;
  for (const Point& point : points) {
    const double weight = std::exp(point.log_density - most);
    total += weight;
    u += weight * point.u;
    uu += weight * point.u * point.u;
    w += weight * point.mean;
    ww += weight * (point.mean * point.mean + point.variance);
  }
  u /= total;
  w /= total;
  return {u, std::sqrt(uu / total - u * u), w, std::sqrt(ww / total - w * w)};
}

}  // namespace starling::potentials::testing_support
