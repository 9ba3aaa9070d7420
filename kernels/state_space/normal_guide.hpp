// The law of a normal state given where it comes from and a noisy linear look at it.
#pragma once

#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"
#include "kernels/state_space/matrix.hpp"
#include "kernels/state_space/normal_density.hpp"
#include "kernels/state_space/unroll.hpp"

namespace starling {

/// |whitener y - white_matrix x|^2, for a lower triangle `whitener`.
template <int D>
STARLING_FUNCTION double squared_distance(const Matrix<D>& whitener, const double* y, const Matrix<D>& white_matrix,
                                          const double* x) {
  double white_y[D];
  double white_x[D];
  whitener.apply_lower(y, white_y);
  white_matrix.apply(x, white_x);
  double squares = 0.0;
  STARLING_COMPONENTS
  for (int i = 0; i < D; ++i) {
    const double deviation = white_y[i] - white_x[i];
    squares = math::fma(deviation, deviation, squares);
  }
  return squares;
}

/// x = A z + N(0, Q) and y = C x + N(0, R): x given z and y is N(M z + K y, L L^T), and log p(y | z) is
/// scale - |V y - V C A z|^2/2. Q may be singular, R must not be.
template <int D>
struct NormalGuide {
  Matrix<D> transition, gain, factor;  ///< M, K and L
  Matrix<D> foreseen, whitener;        ///< V C A and V
  double scale;                        ///< -1/2 ln det(2 pi (C Q C^T + R))

  /// Rows i of C and R whose `sees[i]` is false do not exist: C has zeros there, and R those of the identity.
  static NormalGuide from(const Matrix<D>& a, const Matrix<D>& q, const Matrix<D>& c, const Matrix<D>& r,
                          const bool (&sees)[D]) {
    NormalGuide guide;
    const Matrix<D> cross = product(c, q);
    const Matrix<D> spread = lower_factor(sum(product(cross, transposed(c)), r));
    const Matrix<D> inverse = inverse_lower(spread);
    guide.whitener = rows_of(inverse, sees);
    guide.foreseen = product(guide.whitener, product(c, a));
    guide.gain = product(transposed(product(inverse, cross)), inverse);
    const Matrix<D> kept = sum(identity<D>(), product(guide.gain, c), -1.0);
    guide.transition = sum(a, product(product(guide.gain, c), a), -1.0);
    guide.factor = joint_factor(product(kept, lower_factor(q)), product(guide.gain, lower_factor(r)));
    int seen = 0;
    for (const bool one : sees) seen += one ? 1 : 0;
    guide.scale = -0.5 * (seen * log_two_pi + log_determinant(spread));
    return guide;
  }

  STARLING_FUNCTION void draw(const double* z, const double* y, const double* normal, double* x) const {
    double pull[D];
    double noise[D];
    transition.apply(z, x);
    gain.apply(y, pull);
    factor.apply_lower(normal, noise);
    STARLING_COMPONENTS
    for (int i = 0; i < D; ++i) x[i] += pull[i] + noise[i];
  }

  STARLING_FUNCTION double log_evidence(const double* z, const double* y) const {
    return scale - 0.5 * squared_distance(whitener, y, foreseen, z);
  }

  /// The rows that are seen, the others zero.
  static Matrix<D> rows_of(Matrix<D> matrix, const bool (&sees)[D]) {
    for (int i = 0; i < D; ++i)
      for (int j = 0; j < D; ++j) matrix.at[i][j] = sees[i] ? matrix.at[i][j] : 0.0;
    return matrix;
  }
};

}  // namespace starling
