// The score of a particle as a sum of vectors with coefficients, its divergence, and the loss with its derivatives.
#pragma once

#include "kernels/score/inputs.hpp"

namespace starling::score {

/// Particles of more contacts are of the last class.
inline constexpr int contact_classes = 7;

STARLING_FUNCTION int contact_class(double contacts) {
  return contacts < contact_classes - 1 ? static_cast<int>(contacts) : contact_classes - 1;
}

/// A pair's own vectors in the score: F' along and F/r across the axis, for velocities (0, 2) and responses (1, 3).
inline constexpr int pair_terms = 4;

template <int D, int T>
STARLING_FUNCTION void make_pair_terms(const Edge<D>& edge, const OwnPair<D, T>& pair, const SplitPair<D, T>& split,
                                       math::Dual<T> (&term)[pair_terms][D]) {
  for (int d = 0; d < D; ++d) {
    term[0][d] = (edge.slope * pair.unit[d]) * split.velocity_along;
    term[1][d] = (edge.slope * pair.unit[d]) * split.response_along;
    term[2][d] = edge.over_distance * split.velocity_across[d];
    term[3][d] = edge.over_distance * split.response_across[d];
  }
}

/// A vector of the plane or space that changes with the particle's own drive.
template <int D, int T>
struct ScoreVector {
  math::Dual<T> along[D];

  STARLING_FUNCTION void add(const math::Dual<T>& coefficient, const math::Dual<T> (&vector)[D]) {
    for (int d = 0; d < D; ++d) along[d] += coefficient * vector[d];
  }
};

/// The score of a drive, and its divergence by that drive. The part of the vector along a unit vector is no part of the
/// score.
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

/// s = sum_a t_a (t_a . v); div s = sum_a t_a . dv/dy_a - (D - 1) u . v, the last term on the sphere only.
template <int D, int T>
STARLING_FUNCTION ScoreAndDivergence<D> score_of(const OwnVectors<D, T>& own, const ScoreVector<D, T>& v) {
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
    for (int d = 0; d < D; ++d) out.divergence -= (D - 1) * own.vector[drive][d].value * v.along[d].value;
  }
  return out;
}

/// Derivatives of a particle's loss |s|^2 + 2 div s by the vector and its tangents.
template <int D, int T>
struct ScoreAdjoint {
  double value[D];
  double tangent[T][D];

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
};

template <int D, int T>
STARLING_FUNCTION ScoreAdjoint<D, T> loss_adjoint(const OwnVectors<D, T>& own, const ScoreAndDivergence<D>& at) {
  ScoreAdjoint<D, T> adjoint{};
  for (int d = 0; d < D; ++d) {
    adjoint.value[d] = 2.0 * at.score[d];
    if constexpr (is_unit_vector<D, T>) adjoint.value[d] -= 2.0 * (D - 1) * own.vector[drive][d].value;
    for (int a = 0; a < T; ++a) adjoint.tangent[a][d] = 2.0 * own.direction[a][d];
  }
  return adjoint;
}

}  // namespace starling::score
