// The numbers of a linear Gaussian model, read from lists.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "kernels/parameters.hpp"
#include "kernels/state_space/matrix.hpp"

namespace starling {

/// Matrices are row-major lists; a single number stands for that multiple of the identity, or for a vector filled with it.
struct LinearGaussianParameters {
  static constexpr int most_dimensions = 8;

  double dimension = 1.0;
  std::vector<double> transition = {0.9};
  std::vector<double> noise_covariance = {1.0};
  std::vector<double> observation = {1.0};
  std::vector<double> observation_covariance = {1.0};
  std::vector<double> start_mean = {0.0};
  std::vector<double> start_covariance = {1.0 / (1.0 - 0.9 * 0.9)};

  template <class Visitor>
  void describe(Visitor&& visitor) {
    visitor("dimension", dimension, "components of the state", Limits::within(1.0, most_dimensions));
    visitor("transition", transition, "A, row-major, or one number for a multiple of the identity", Limits::any());
    visitor("noise_covariance", noise_covariance,
            "Q, likewise; may be singular (0: a static state), then without smoothing", Limits::any());
    visitor("observation", observation, "C, row-major, one row an observed component; or one number", Limits::any());
    visitor("observation_covariance", observation_covariance, "R, likewise", Limits::any());
    visitor("start_mean", start_mean, "mean of x_0: a list, or one number for all components", Limits::any());
    visitor("start_covariance", start_covariance, "covariance of x_0, like Q; may be singular", Limits::any());
  }

  /// Components of an observation: rows of C. Zero if the list does not fill rows.
  template <int D>
  [[nodiscard]] int observed() const {
    const int size = static_cast<int>(observation.size());
    if (size == 1) return D;
    return size % D == 0 && size / D <= D ? size / D : 0;
  }

  template <int D>
  static void fill(const std::vector<double>& list, double (&out)[D]) {
    for (int i = 0; i < D; ++i) out[i] = list.size() == 1 ? list[0] : list[i];
  }

  /// `rows` x `rows` numbers in the corner of a D x D matrix that is otherwise the identity.
  template <int D>
  static Matrix<D> square(const std::vector<double>& list, int rows = D) {
    Matrix<D> matrix;
    for (int i = 0; i < D; ++i) {
      matrix.at[i][i] = 1.0;
      for (int j = 0; j < rows && i < rows; ++j)
        matrix.at[i][j] = list.size() == 1 ? (i == j ? list[0] : 0.0) : list[i * rows + j];
    }
    return matrix;
  }

  template <int D>
  [[nodiscard]] Matrix<D> observation_matrix() const {
    Matrix<D> matrix;
    for (int i = 0; i < observed<D>(); ++i)
      for (int j = 0; j < D; ++j)
        matrix.at[i][j] = observation.size() == 1 ? (i == j ? observation[0] : 0.0) : observation[i * D + j];
    return matrix;
  }

  template <int D>
  [[nodiscard]] Matrix<D> observation_noise() const {
    return square<D>(observation_covariance, observed<D>());
  }

  /// What is wrong with the numbers taken together; empty if nothing is.
  template <int D>
  [[nodiscard]] std::string objection() const {
    const int rows = observed<D>();
    if (rows == 0)
      return "model.observation has " + std::to_string(observation.size()) + " numbers, which are not 1 to " +
             std::to_string(D) + " rows of " + std::to_string(D);
    std::string wrong = wrong_size("transition", transition, D * D);
    if (wrong.empty()) wrong = wrong_size("noise_covariance", noise_covariance, D * D);
    if (wrong.empty()) wrong = wrong_size("observation_covariance", observation_covariance, rows * rows);
    if (wrong.empty()) wrong = wrong_size("start_mean", start_mean, D);
    if (wrong.empty()) wrong = wrong_size("start_covariance", start_covariance, D * D);
    if (!wrong.empty()) return wrong;
    wrong = not_covariance("noise_covariance", square<D>(noise_covariance), true);
    if (wrong.empty()) wrong = not_covariance("observation_covariance", observation_noise<D>(), false);
    if (wrong.empty()) wrong = not_covariance("start_covariance", square<D>(start_covariance), true);
    return wrong;
  }

 private:
  static std::string wrong_size(const std::string& key, const std::vector<double>& list, int size) {
    if (list.size() == 1 || static_cast<int>(list.size()) == size) return "";
    return "model." + key + " has " + std::to_string(list.size()) + " numbers and needs " + std::to_string(size) +
           ", or one";
  }

  template <int D>
  static std::string not_covariance(const std::string& key, const Matrix<D>& matrix, bool may_be_singular) {
    const Matrix<D> factor = lower_factor(matrix);
    bool fine = may_be_singular || is_positive(factor);
    for (int i = 0; i < D; ++i) {
      for (int j = 0; j < D; ++j) fine = fine && std::isfinite(factor.at[i][j]) && matrix.at[i][j] == matrix.at[j][i];
    }
    return fine ? ""
                : "model." + key + " is not a covariance: it must be symmetric and positive" +
                      (may_be_singular ? ", or zero, in every direction" : "");
  }
};

}  // namespace starling
