// A step of preconditioned Langevin dynamics, with the term that keeps its law or without.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/diffusion/preconditioner.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling {

/// x' = x + (e/2) (P s + G) + sqrt(e) P^(1/2) xi, G_i = sum_j d_j P_ij or 0. G is estimated without bias as
/// (P(x + h z) - P(x - h z)) z / 2h with signs z of +-1, up to order h².
struct PreconditionedMove {
  FieldView field;  ///< of the score
  int rank;
  double damping;
  double length;  ///< e
  bool corrects;
  double difference;        ///< h
  const double* direction;  ///< the first one, the same for all particles
  double* x;
  std::int64_t stride;
  std::int64_t first_slot;
  random::Key key;
  std::uint64_t step;

  STARLING_FUNCTION void operator()(std::int64_t j) const {
    const int dimension = field.dimension;
    ScorePoint at;
    at.field = field;
    for (int c = 0; c < dimension; ++c) at.x[c] = x[c * stride + j];
    at.find();
    Preconditioner matrix;
    matrix.dimension = dimension;
    matrix.rank = rank;
    matrix.damping = damping;
    matrix.find(at, direction);
    double drift[most_preconditioned];
    double noise[most_preconditioned];
    double normal[most_preconditioned];
    for (int c = 0; c < dimension; ++c)
      normal[c] = random::slot_normal(first_slot + j, key, step, random::Purpose::preconditioned_step, c);
    matrix.apply(at.score, false, drift);
    matrix.apply(normal, true, noise);
    if (corrects) add_divergence(j, at, matrix, drift);
    const double spread = std::sqrt(length);
    for (int c = 0; c < dimension; ++c)
      x[c * stride + j] = math::fma(spread, noise[c], math::fma(0.5 * length, drift[c], x[c * stride + j]));
  }

  STARLING_NOINLINE STARLING_FUNCTION void add_divergence(std::int64_t j, ScorePoint& at, Preconditioner& matrix,
                                                          double* drift) const {
    const int dimension = field.dimension;
    double sign[most_preconditioned];
    double side[2][most_preconditioned];
    for (int c = 0; c < dimension; ++c) {
      const double uniform = random::slot_uniform(first_slot + j, key, step, random::Purpose::divergence_probe, c);
      sign[c] = uniform < 0.5 ? -1.0 : 1.0;
    }
    for (int k = 0; k < 2; ++k) {
      const double by = k == 0 ? -difference : difference;
      for (int c = 0; c < dimension; ++c) at.x[c] = math::fma(by, sign[c], x[c * stride + j]);
      at.find();
      matrix.find(at, direction);
      matrix.apply(sign, false, side[k]);
    }
    for (int c = 0; c < dimension; ++c) drift[c] += (side[1][c] - side[0][c]) / (2.0 * difference);
  }
};

inline void move_by_langevin(const PreconditionedMove& move, std::int64_t count) {
  Kokkos::parallel_for("preconditioned Langevin", IndexRange(0, count), move);
}

}  // namespace starling
