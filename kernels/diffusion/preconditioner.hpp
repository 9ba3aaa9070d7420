// P = (lambda I + H_r)^-1 at a point, H_r the positive part of a projection of -grad s on r directions.
#pragma once

#include <cmath>

#include "kernels/diffusion/field.hpp"

namespace starling {

inline constexpr int most_preconditioned = 64;  ///< dimensions
inline constexpr int most_rank = 16;

/// The score s = F of a mixture at one point and its Jacobian products. With f_k = o_k + q_k x,
///   grad F u = sum_k r_k (q_k u + f_k (f_k . u)) - F (F . u).
struct ScorePoint {
  FieldView field;
  double x[most_preconditioned];
  double share[most_field_components];
  double score[most_preconditioned];

  /// After x has changed.
  STARLING_FUNCTION void find() {
    double largest = -__builtin_huge_val();
    for (int k = 0; k < field.components; ++k) {
      double term = field.log_scale[k];
      for (int c = 0; c < field.dimension; ++c) {
        const double apart = x[c] - field.mean[k * field.dimension + c];
        term = math::fma(-field.half_precision[k * field.dimension + c] * apart, apart, term);
      }
      share[k] = term;
      largest = term > largest ? term : largest;
    }
    double sum = 0.0;
    for (int k = 0; k < field.components; ++k) sum += share[k] = math::exp(share[k] - largest);
    for (int k = 0; k < field.components; ++k) share[k] /= sum;
    for (int c = 0; c < field.dimension; ++c) {
      double value = 0.0;
      for (int k = 0; k < field.components; ++k) value = math::fma(share[k], own(k, c), value);
      score[c] = value;
    }
  }

  [[nodiscard]] STARLING_FUNCTION double own(int k, int c) const {
    return math::fma(field.slope[k * field.dimension + c], x[c], field.offset[k * field.dimension + c]);
  }

  STARLING_FUNCTION void multiply(const double* u, double* product) const {
    double along = 0.0;
    for (int c = 0; c < field.dimension; ++c) along = math::fma(score[c], u[c], along);
    for (int c = 0; c < field.dimension; ++c) product[c] = -score[c] * along;
    for (int k = 0; k < field.components; ++k) {
      double inner = 0.0;
      for (int c = 0; c < field.dimension; ++c) inner = math::fma(own(k, c), u[c], inner);
      for (int c = 0; c < field.dimension; ++c) {
        const double part = math::fma(field.slope[k * field.dimension + c], u[c], own(k, c) * inner);
        product[c] = math::fma(share[k], part, product[c]);
      }
    }
  }
};

/// Directions v_i, orthonormal: the image of a given one under H = -grad s, which the stiffest directions rule, then each the
/// last one's image made orthogonal to all before (Lanczos); where nothing is left of that, an axis is. With B = V' H V =
/// U L U', H_r = V U max(L, 0) U' V', of r + 1 Jacobian products. With r = d it is the positive part of H.
/// Where 1 < r < d the directions, and so P, jump from place to place where an axis takes an image's place.
struct Preconditioner {
  int dimension;
  int rank;
  double damping;
  double direction[most_rank][most_preconditioned];
  double vector[most_rank][most_rank];  ///< column i belongs to value[i]
  double value[most_rank];

  STARLING_NOINLINE STARLING_FUNCTION void find(const ScorePoint& at, const double* first) {
    double image[most_rank][most_preconditioned];
    at.multiply(first, image[0]);
    next(0, image[0]);
    for (int i = 0; i < rank; ++i) {
      at.multiply(direction[i], image[i]);
      for (int c = 0; c < dimension; ++c) image[i][c] = -image[i][c];
      if (i + 1 < rank) next(i + 1, image[i]);
    }
    double matrix[most_rank][most_rank];
    for (int i = 0; i < rank; ++i) {
      for (int j = 0; j <= i; ++j) {
        double sum = 0.0;
        for (int c = 0; c < dimension; ++c) sum += direction[i][c] * image[j][c] + direction[j][c] * image[i][c];
        matrix[i][j] = matrix[j][i] = 0.5 * sum;
      }
    }
    diagonalise(matrix);
    for (int i = 0; i < rank; ++i) value[i] = matrix[i][i] > 0.0 ? matrix[i][i] : 0.0;
  }

  /// P z, or P^(1/2) z where `root`.
  STARLING_FUNCTION void apply(const double* z, bool root, double* out) const {
    const double outside = rank == dimension ? 0.0 : power(damping, root);
    double inside[most_rank];
    for (int i = 0; i < rank; ++i) {
      inside[i] = 0.0;
      for (int c = 0; c < dimension; ++c) inside[i] = math::fma(direction[i][c], z[c], inside[i]);
    }
    for (int c = 0; c < dimension; ++c) out[c] = outside * z[c];
    for (int k = 0; k < rank; ++k) {
      double along = 0.0;
      for (int i = 0; i < rank; ++i) along = math::fma(vector[i][k], inside[i], along);
      along *= power(damping + value[k], root) - outside;
      for (int i = 0; i < rank; ++i)
        for (int c = 0; c < dimension; ++c) out[c] = math::fma(along * vector[i][k], direction[i][c], out[c]);
    }
  }

  STARLING_FUNCTION static double power(double x, bool root) { return 1.0 / (root ? std::sqrt(x) : x); }

  STARLING_FUNCTION double normalise(int i) {
    double square = 0.0;
    for (int c = 0; c < dimension; ++c) square = math::fma(direction[i][c], direction[i][c], square);
    const double length = std::sqrt(square);
    if (length > 0.0)
      for (int c = 0; c < dimension; ++c) direction[i][c] /= length;
    return length;
  }

  /// Direction i of `from` without its parts along those before; the length of what is left, which twice is enough for.
  STARLING_FUNCTION double take(int i, const double* from) {
    for (int c = 0; c < dimension; ++c) direction[i][c] = from[c];
    for (int round = 0; round < 2; ++round) {
      for (int j = 0; j < i; ++j) {
        double along = 0.0;
        for (int c = 0; c < dimension; ++c) along = math::fma(direction[j][c], direction[i][c], along);
        for (int c = 0; c < dimension; ++c) direction[i][c] = math::fma(-along, direction[j][c], direction[i][c]);
      }
    }
    return normalise(i);
  }

  STARLING_FUNCTION void next(int i, const double* image) {
    double square = 0.0;
    for (int c = 0; c < dimension; ++c) square = math::fma(image[c], image[c], square);
    constexpr double nothing = 1e-10;
    if (take(i, image) > nothing * std::sqrt(square)) return;
    double axis[most_preconditioned] = {};
    // Of d axes, one at least keeps the length sqrt((d - i)/d).
    const double enough = 0.5 / std::sqrt(static_cast<double>(dimension));
    for (int c = 0; c < dimension; ++c) {
      axis[c] = 1.0;
      if (take(i, axis) > enough) return;
      axis[c] = 0.0;
    }
  }

  /// Jacobi's rotations, in cycles: a diagonal matrix, and its vectors.
  STARLING_FUNCTION void diagonalise(double (*matrix)[most_rank]) {
    for (int i = 0; i < rank; ++i)
      for (int j = 0; j < rank; ++j) vector[i][j] = i == j ? 1.0 : 0.0;
    constexpr int cycles = 12;
    for (int cycle = 0; cycle < cycles; ++cycle) {
      double off = 0.0;
      double all = 0.0;
      for (int i = 0; i < rank; ++i) {
        for (int j = 0; j < rank; ++j) {
          all = math::fma(matrix[i][j], matrix[i][j], all);
          off = i == j ? off : math::fma(matrix[i][j], matrix[i][j], off);
        }
      }
      if (off <= 1e-30 * all) return;
      for (int p = 0; p + 1 < rank; ++p)
        for (int q = p + 1; q < rank; ++q) rotate(matrix, p, q);
    }
  }

  STARLING_FUNCTION void rotate(double (*matrix)[most_rank], int p, int q) {
    if (matrix[p][q] == 0.0) return;
    const double theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    const double size = theta < 0.0 ? -theta : theta;
    const double tangent = (theta < 0.0 ? -1.0 : 1.0) / (size + std::sqrt(math::fma(size, size, 1.0)));
    const double cosine = 1.0 / std::sqrt(math::fma(tangent, tangent, 1.0));
    const double sine = tangent * cosine;
    for (int k = 0; k < rank; ++k) turn(matrix[k][p], matrix[k][q], cosine, sine);
    for (int k = 0; k < rank; ++k) turn(matrix[p][k], matrix[q][k], cosine, sine);
    for (int k = 0; k < rank; ++k) turn(vector[k][p], vector[k][q], cosine, sine);
  }

  STARLING_FUNCTION static void turn(double& a, double& b, double cosine, double sine) {
    const double before = a;
    a = math::fma(cosine, before, -sine * b);
    b = math::fma(sine, before, cosine * b);
  }
};

}  // namespace starling
