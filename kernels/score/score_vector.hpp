// The score of a particle as a sum of vectors with coefficients, its divergence, and the loss with its derivatives.
#pragma once

#include "kernels/score/moving_vectors.hpp"

namespace starling::score {

/// A vector of the plane or space that changes with the particle's own variables.
template <int D, int T>
struct ScoreVector {
  math::Dual<T> along[D];

  STARLING_FUNCTION void add(const math::Dual<T>& coefficient, const math::Dual<T> (&vector)[D]) {
    for (int d = 0; d < D; ++d) along[d] += coefficient * vector[d];
  }
};

/// The score of a particle's variables, and its divergence by them. The part of the vector along a unit vector is no part of
/// the score.
template <int D>
struct ScoreAndDivergence {
  double score[D];
  double divergence;
};

/// Scores and divergences by place of a list; components of the score are `stride` apart.
struct ScoreArrays {
  double* score;
  double* divergence;
  std::int64_t stride;

  template <int D>
  STARLING_FUNCTION void store(std::int64_t place, const ScoreAndDivergence<D>& at) const {
    for (int d = 0; d < D; ++d) score[d * stride + place] = at.score[d];
    divergence[place] = at.divergence;
  }
};

/// s = sum_a t_a (t_a . v); div s = sum_a t_a . dv/dy_a - (D - 1) u . v, the last term on the sphere only, where u is the
/// first vector.
template <int D, int T, int K>
STARLING_FUNCTION ScoreAndDivergence<D> score_of(const MovingVectors<D, T, K>& own, const ScoreVector<D, T>& v) {
  ScoreAndDivergence<D> out{};
  for (int a = 0; a < T; ++a) {
    double component = 0.0;
    for (int d = 0; d < D; ++d) {
      component += own.direction[a][d] * v.along[d].value;
      out.divergence += own.direction[a][d] * v.along[d].tangent[a];
    }
    for (int d = 0; d < D; ++d) out.score[d] += component * own.direction[a][d];
  }
  if constexpr (is_unit_vector<D, T>) {
    for (int d = 0; d < D; ++d) out.divergence -= (D - 1) * own.vector[0][d].value * v.along[d].value;
  }
  return out;
}

/// Derivatives of a particle's loss |s|^2 + 2 div s by the vector and its tangents.
template <int D, int T>
struct ScoreAdjoint {
  double value[D];
  double tangent[T][D];

  STARLING_FUNCTION void scale(double by) {
    for (int d = 0; d < D; ++d) value[d] *= by;
    for (int a = 0; a < T; ++a) {
      for (int d = 0; d < D; ++d) tangent[a][d] *= by;
    }
  }

  /// By a coefficient c that stands before `vector`, and by the tangents of c.
  STARLING_FUNCTION math::Dual<T> of_coefficient(const math::Dual<T> (&vector)[D]) const {
    math::Dual<T> out{};
    for (int d = 0; d < D; ++d) out.value += value[d] * vector[d].value;
    for (int a = 0; a < T; ++a) {
      for (int d = 0; d < D; ++d) {
        out.value += tangent[a][d] * vector[d].tangent[a];
        out.tangent[a] += tangent[a][d] * vector[d].value;
      }
    }
    return out;
  }
  /// By component d of the vector, and by the tangents of that.
  STARLING_FUNCTION math::Dual<T> of_component(int d) const {
    math::Dual<T> out;
    out.value = value[d];
    for (int a = 0; a < T; ++a) out.tangent[a] = tangent[a][d];
    return out;
  }
};

template <int D, int T, int K>
STARLING_FUNCTION ScoreAdjoint<D, T> loss_adjoint(const MovingVectors<D, T, K>& own, const ScoreAndDivergence<D>& at) {
  ScoreAdjoint<D, T> adjoint{};
  for (int d = 0; d < D; ++d) {
    adjoint.value[d] = 2.0 * at.score[d];
    if constexpr (is_unit_vector<D, T>) adjoint.value[d] -= 2.0 * (D - 1) * own.vector[0][d].value;
    for (int a = 0; a < T; ++a) adjoint.tangent[a][d] = 2.0 * own.direction[a][d];
  }
  return adjoint;
}

/// Those of |s|^2 + 2 s.t, which has no tangents. Not on the sphere.
template <int D, int T>
STARLING_FUNCTION ScoreAdjoint<D, T> target_adjoint(const ScoreAndDivergence<D>& at, const double* target) {
  ScoreAdjoint<D, T> adjoint{};
  for (int d = 0; d < D; ++d) adjoint.value[d] = 2.0 * (at.score[d] + target[d]);
  return adjoint;
}

/// Adds `weight` times |s|^2, and div s or s.t where there is a target, to the two sums of a loss; gives back the weighted
/// derivatives.
template <int D, int T, int K>
STARLING_FUNCTION ScoreAdjoint<D, T> add_loss(const MovingVectors<D, T, K>& own, const ScoreAndDivergence<D>& at,
                                              double weight, const double* target, double* sums) {
  for (int d = 0; d < D; ++d) sums[0] += weight * at.score[d] * at.score[d];
  if (target == nullptr) {
    sums[1] += weight * at.divergence;
  } else {
    for (int d = 0; d < D; ++d) sums[1] += weight * at.score[d] * target[d];
  }
  ScoreAdjoint<D, T> adjoint = target == nullptr ? loss_adjoint(own, at) : target_adjoint<D, T>(at, target);
  adjoint.scale(weight);
  return adjoint;
}

/// The part of the score in closed form: the vectors with the coefficients of the particle's class.
template <int D, int T, int K>
STARLING_FUNCTION ScoreVector<D, T> linear_part(const MovingVectors<D, T, K>& own, const Scales& scales, int of_class) {
  ScoreVector<D, T> sum{};
  for (int k = 0; k < K; ++k) sum.add(math::Dual<T>::constant(scales.linear[of_class][k]), own.vector[k]);
  return sum;
}

}  // namespace starling::score
