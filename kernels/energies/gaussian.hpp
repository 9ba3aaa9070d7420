// Gaussians: every step-size error of a sampler is known in closed form.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/energies/concepts.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/parameters.hpp"

namespace starling::energies {

/// U = x.A x / 2: A a number, a diagonal or a symmetric matrix.
struct Gaussian {
  static constexpr const char* name = "gaussian";
  static constexpr int functions = 1;
  static const char* function_name(int /*k*/) { return "mean_square"; }

  struct Parameters {
    std::int64_t dimension = 1;
    std::vector<double> precision = {1.0};
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("dimension", p.dimension, "components", Limits{.at_least = 1, .at_most = 1e6});
    visitor(
        "precision", p.precision,
        "A of U = x.A x / 2: a number for all components, one for each, or a matrix row by row (up to 16 components)",
        Limits::any(), Notation{.symbol = "A"});
  }

  static std::string objection(const Parameters& p) {
    const std::size_t given = p.precision.size();
    const auto d = static_cast<std::size_t>(p.dimension);
    if (given != 1 && (p.dimension > most_components || (given != d && given != d * d)))
      return "target.precision needs 1 number, or (up to 16 components) one for each or a matrix of them";
    if (given > d && !is_symmetric(p)) return "target.precision is not symmetric";
    if (!from(p).is_positive()) return "target.precision is not positive definite";
    return "";
  }

  std::int64_t dimension;
  bool is_matrix;
  double scalar;                                     ///< of all components, unless is_matrix
  double matrix[most_components * most_components];  ///< row by row

  static Gaussian from(const Parameters& p) {
    Gaussian energy{p.dimension, p.precision.size() > 1, p.precision[0], {}};
    if (!energy.is_matrix) return energy;
    const auto d = static_cast<std::size_t>(p.dimension);
    for (std::size_t i = 0; i < d * d; ++i) {
      energy.matrix[i] = p.precision.size() == d * d ? p.precision[i] : i % (d + 1) == 0 ? p.precision[i / d] : 0.0;
    }
    return energy;
  }

  STARLING_FUNCTION void gradient(const double* x, double* g) const {
    if (!is_matrix) {
      STARLING_LANES
      for (std::int64_t i = 0; i < dimension; ++i) g[i] = scalar * x[i];
      return;
    }
    for (std::int64_t i = 0; i < dimension; ++i) {
      double sum = 0.0;
      for (std::int64_t j = 0; j < dimension; ++j) sum = math::fma(matrix[i * dimension + j], x[j], sum);
      g[i] = sum;
    }
  }

  STARLING_FUNCTION double energy(const double* x) const {
    double sum = 0.0;
    for (std::int64_t i = 0; i < dimension; ++i) {
      double row = scalar * x[i];
      if (is_matrix) {
        row = 0.0;
        for (std::int64_t j = 0; j < dimension; ++j) row = math::fma(matrix[i * dimension + j], x[j], row);
      }
      sum = math::fma(row, x[i], sum);
    }
    return 0.5 * sum;
  }

  STARLING_FUNCTION double function(int /*k*/, const double* x) const { return mean_square(x, dimension); }

 private:
  static bool is_symmetric(const Parameters& p) {
    const auto d = static_cast<std::size_t>(p.dimension);
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (p.precision[i * d + j] != p.precision[j * d + i]) return false;
      }
    }
    return true;
  }

  /// Whether Cholesky's factorisation exists.
  [[nodiscard]] bool is_positive() const {
    if (!is_matrix) return scalar > 0.0;
    double factor[most_components * most_components] = {};
    for (std::int64_t i = 0; i < dimension; ++i) {
      for (std::int64_t j = 0; j <= i; ++j) {
        double rest = matrix[i * dimension + j];
        for (std::int64_t k = 0; k < j; ++k) rest -= factor[i * dimension + k] * factor[j * dimension + k];
        if (i == j && !(rest > 0.0)) return false;
        factor[i * dimension + j] = i == j ? std::sqrt(rest) : rest / factor[j * dimension + j];
      }
    }
    return true;
  }
};

static_assert(PotentialEnergy<Gaussian>);

}  // namespace starling::energies
