// A small linear system for each class.
#include "drivers/score/linear_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace starling::score {

namespace {

using Coefficients = std::array<double, room.vectors>;

/// Each class is taken together with so many particles that are as all are on average: what is known of a class that is
/// rare is what is known of all.
constexpr double average_particles = 1000.0;
/// The mean square of a vector that is zero but for rounding, as the tangential part of a unit vector is.
constexpr double zero_square = 1e-20;

/// What linear sums of so many vectors say: A = sum phi phi^T and b = -sum div phi, so that the sum of |s|^2 + 2 div s of the
/// coefficients x is x A x - 2 b x.
struct Quadratic {
  int vectors;
  std::array<Coefficients, room.vectors> a{};
  Coefficients b{};

  /// Adds `weight` times the sums.
  void add(const double* sum, double weight) {
    for (int k = 0; k < vectors; ++k) {
      for (int l = k; l < vectors; ++l) {
        a[k][l] += weight * *sum++;
        a[l][k] = a[k][l];
      }
    }
    for (int k = 0; k < vectors; ++k) b[k] -= weight * *sum++;
  }

  /// x A x, the sum of |s|^2.
  [[nodiscard]] double squares(const Coefficients& x) const {
    double value = 0.0;
    for (int k = 0; k < vectors; ++k) {
      for (int l = 0; l < vectors; ++l) value += x[k] * a[k][l] * x[l];
    }
    return value;
  }
  [[nodiscard]] double at(const Coefficients& x) const {
    double value = squares(x);
    for (int k = 0; k < vectors; ++k) value -= 2.0 * b[k] * x[k];
    return value;
  }
};

/// The coefficients with the least value, by Cholesky; 0 for a vector that is zero or depends on those before it.
Coefficients minimum(const Quadratic& of, double zero) {
  constexpr double dependent = 1e-10;
  const int vectors = of.vectors;
  std::array<Coefficients, room.vectors> factor{};
  Coefficients x{};
  for (int i = 0; i < vectors; ++i) {
    double pivot = of.a[i][i];
    for (int k = 0; k < i; ++k) pivot -= factor[i][k] * factor[i][k];
    if (of.a[i][i] <= zero || pivot <= dependent * of.a[i][i]) continue;
    factor[i][i] = std::sqrt(pivot);
    for (int j = i + 1; j < vectors; ++j) {
      double sum = of.a[j][i];
      for (int k = 0; k < i; ++k) sum -= factor[i][k] * factor[j][k];
      factor[j][i] = sum / factor[i][i];
    }
  }
  for (int i = 0; i < vectors; ++i) {
    if (factor[i][i] == 0.0) continue;
    double sum = of.b[i];
    for (int k = 0; k < i; ++k) sum -= factor[i][k] * x[k];
    x[i] = sum / factor[i][i];
  }
  for (int i = vectors - 1; i >= 0; --i) {
    if (factor[i][i] == 0.0) continue;
    double sum = x[i];
    for (int k = i + 1; k < vectors; ++k) sum -= factor[k][i] * x[k];
    x[i] = sum / factor[i][i];
  }
  return x;
}

/// Those of all classes, each with this weight.
Quadratic of_all(const ScoreShape& shape, const std::vector<double>& sums, double weight) {
  Quadratic all{shape.vectors};
  for (int at = 0; at < shape.classes; ++at) all.add(sums.data() + at * shape.linear_sums(), weight);
  return all;
}

/// Each class's coefficients and the size of their score; gives back its loss per particle.
double solve(const ScoreShape& shape, const std::vector<double>& sums, double particles, Scales& scales) {
  const Quadratic all = of_all(shape, sums, average_particles / particles);
  double loss = 0.0;
  double squares = 0.0;
  for (int at = 0; at < shape.classes; ++at) {
    Quadratic own{shape.vectors};
    own.add(sums.data() + at * shape.linear_sums(), 1.0);
    Quadratic both = all;
    both.add(sums.data() + at * shape.linear_sums(), 1.0);
    const Coefficients x = minimum(both, zero_square * average_particles);
    std::copy_n(x.begin(), shape.vectors, scales.linear[at]);
    loss += own.at(x) / particles;
    squares += own.squares(x) / particles;
  }
  scales.size = std::sqrt(squares);
  return loss;
}

/// The root mean square over classes of the linear coefficients: what a network's are measured in.
void set_units(const ScoreShape& shape, Scales& scales) {
  for (int k = 0; k < shape.vectors; ++k) {
    double squares = 0.0;
    int there = 0;
    for (int at = 0; at < shape.classes; ++at) {
      const double coefficient = scales.linear[at][k];
      squares += coefficient * coefficient;
      there += coefficient != 0.0 ? 1 : 0;
    }
    scales.unit[k] = there > 0 ? std::sqrt(squares / there) : 1.0;
  }
}

}  // namespace

double linear_loss(const ScoreShape& shape, const std::vector<double>& sums, double particles, const Scales& scales) {
  double loss = 0.0;
  for (int at = 0; at < shape.classes; ++at) {
    Quadratic own{shape.vectors};
    own.add(sums.data() + at * shape.linear_sums(), 1.0);
    Coefficients x{};
    std::copy_n(scales.linear[at], shape.vectors, x.begin());
    loss += own.at(x) / particles;
  }
  return loss;
}

double fit_linear(const ScoreShape& shape, const std::vector<double>& sums, double particles, Scales& scales) {
  const double loss = solve(shape, sums, particles, scales);
  set_units(shape, scales);
  const Quadratic mean = of_all(shape, sums, 1.0 / particles);
  for (int k = 0; k < shape.vectors; ++k) scales.softness.vector[k] = soft_fraction * std::sqrt(mean.a[k][k]);
  return loss;
}

}  // namespace starling::score
