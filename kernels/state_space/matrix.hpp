// Small square matrices of models: set up on the host, applied in registers.
#pragma once

#include <cmath>
#include <vector>

#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// A D x D matrix, row-major.
template <int D>
struct Matrix {
  double at[D][D] = {};

  /// out = this in.
  STARLING_FUNCTION void apply(const double* in, double* out) const {
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) {
      double sum = at[i][0] * in[0];
      STARLING_COMPONENTS
      for (int j = 1; j < D; ++j) sum = math::fma(at[i][j], in[j], sum);
      out[i] = sum;
    }
  }

  /// out = this in, for a lower triangle.
  STARLING_FUNCTION void apply_lower(const double* in, double* out) const {
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) {
      double sum = at[i][0] * in[0];
      STARLING_COMPONENTS
      for (int j = 1; j <= i; ++j) sum = math::fma(at[i][j], in[j], sum);
      out[i] = sum;
    }
  }
};

template <int D>
Matrix<D> product(const Matrix<D>& a, const Matrix<D>& b) {
  Matrix<D> c;
  for (int i = 0; i < D; ++i)
    for (int j = 0; j < D; ++j)
      for (int k = 0; k < D; ++k) c.at[i][j] += a.at[i][k] * b.at[k][j];
  return c;
}

template <int D>
Matrix<D> transposed(const Matrix<D>& a) {
  Matrix<D> t;
  for (int i = 0; i < D; ++i)
    for (int j = 0; j < D; ++j) t.at[i][j] = a.at[j][i];
  return t;
}

template <int D>
Matrix<D> sum(const Matrix<D>& a, const Matrix<D>& b, double factor = 1.0) {
  Matrix<D> c;
  for (int i = 0; i < D; ++i)
    for (int j = 0; j < D; ++j) c.at[i][j] = a.at[i][j] + factor * b.at[i][j];
  return c;
}

/// The identity.
template <int D>
Matrix<D> identity() {
  Matrix<D> one;
  for (int i = 0; i < D; ++i) one.at[i][i] = 1.0;
  return one;
}

/// The lower triangle L with L L^T = a, for symmetric non-negative a; a direction that is null to rounding gives a column of
/// zeros. Where a is not non-negative, not a number appears.
template <int D>
Matrix<D> lower_factor(const Matrix<D>& a) {
  Matrix<D> l;
  for (int j = 0; j < D; ++j) {
    double left = a.at[j][j];
    for (int k = 0; k < j; ++k) left -= l.at[j][k] * l.at[j][k];
    const double rounding = D * 0x1p-50 * a.at[j][j];
    const bool null = std::fabs(left) <= rounding;
    l.at[j][j] = null ? 0.0 : std::sqrt(left);
    for (int i = j + 1; i < D; ++i) {
      double rest = a.at[i][j];
      for (int k = 0; k < j; ++k) rest -= l.at[i][k] * l.at[j][k];
      const bool nothing = rest == 0.0 || (null && rest * rest <= rounding * a.at[i][i]);
      // Otherwise a null direction would have a covariance with another: 0/0.
      l.at[i][j] = nothing ? 0.0 : null ? std::sqrt(-1.0) : rest / l.at[j][j];
    }
  }
  return l;
}

/// The lower triangle L with L L^T = a a^T + b b^T, by Gram and Schmidt, each row twice; a direction that is null to
/// rounding gives a column of zeros. No difference of covariances, so that it exists however singular they are.
template <int D>
Matrix<D> joint_factor(const Matrix<D>& a, const Matrix<D>& b) {
  constexpr int columns = 2 * D;
  Matrix<D> l;
  double unit[D][columns] = {};
  const auto scalar = [](const double* one, const double* other) {
    double result = 0.0;
    for (int c = 0; c < columns; ++c) result += one[c] * other[c];
    return result;
  };
  for (int i = 0; i < D; ++i) {
    double row[columns];
    for (int c = 0; c < D; ++c) {
      row[c] = a.at[i][c];
      row[D + c] = b.at[i][c];
    }
    const double length = std::sqrt(scalar(row, row));
    for (int k = 0; k < 2 * i; ++k) {
      const int j = k % i;
      const double along = scalar(row, unit[j]);
      l.at[i][j] += along;
      for (int c = 0; c < columns; ++c) row[c] -= along * unit[j][c];
    }
    const double rest = std::sqrt(scalar(row, row));
    if (rest <= D * 0x1p-50 * length) continue;
    l.at[i][i] = rest;
    for (int c = 0; c < columns; ++c) unit[i][c] = row[c] / rest;
  }
  return l;
}

/// The inverse of a lower triangle without zeros on its diagonal.
template <int D>
Matrix<D> inverse_lower(const Matrix<D>& l) {
  Matrix<D> inverse;
  for (int j = 0; j < D; ++j) {
    inverse.at[j][j] = 1.0 / l.at[j][j];
    for (int i = j + 1; i < D; ++i) {
      double rest = 0.0;
      for (int k = j; k < i; ++k) rest -= l.at[i][k] * inverse.at[k][j];
      inverse.at[i][j] = rest / l.at[i][i];
    }
  }
  return inverse;
}

/// ln det(L L^T) of the first `rows` rows.
template <int D>
double log_determinant(const Matrix<D>& l, int rows = D) {
  double result = 0.0;
  for (int i = 0; i < rows; ++i) result += 2.0 * math::log(l.at[i][i]);
  return result;
}

/// True if all entries on the diagonal of a factor are positive numbers.
template <int D>
bool is_positive(const Matrix<D>& l) {
  for (int i = 0; i < D; ++i)
    if (!(l.at[i][i] > 0.0) || !std::isfinite(l.at[i][i])) return false;
  return true;
}

}  // namespace starling
