// Exact sums over particles.
#include "drivers/active/score/score_moments.hpp"

#include "engine/comm/exact_sum.hpp"

namespace starling::active {

namespace {

/// Term `which` of a particle's moments, in the order of ScoreMoments::values().
template <int D>
struct ScoreTerm {
  score::PhysicsArrays<D> features;
  score::ScoreArrays scores;
  ScorePhysics physics;
  int which;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double u[D];
    double r[D];
    double s[D];
    features.load(score::drive, i, u);
    features.load(score::velocity, i, r);
    for (int d = 0; d < D; ++d) s[d] = scores.score[d * scores.stride + i];
    double sum = 0.0;
    switch (which) {
      case 0:
        return dot(s, s);
      case 1:
        return scores.divergence[i];
      case 2:
        return dot(u, u);
      case 3:
        for (int d = 0; d < D; ++d) sum += u[d] * physics.speed * (r[d] - u[d]);
        return sum;
      case 4:
        for (int d = 0; d < D; ++d) sum += physics.speed * (r[d] - u[d]) * physics.speed * (r[d] - u[d]);
        return sum;
      case 5:
        return physics.rate * features.matrix(features.stiffness, i).trace();
      case 6:
        return features.matrix(features.stiffness, i).squared_norm() +
               features.matrix(features.squared_stiffness, i).trace();
      case 7:
        return dot(u, s);
      default:
        return velocity_squared(u, s);
    }
  }

 private:
  STARLING_FUNCTION static double dot(const double* a, const double* b) {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) sum += a[d] * b[d];
    return sum;
  }

  STARLING_FUNCTION double velocity_squared(const double* u, const double* s) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) {
      double drift = physics.unit_vector ? 0.0 : -physics.rate * u[d];
      // In the plane, a turn moves the unit vector along its perpendicular.
      if constexpr (D == 2) {
        if (physics.unit_vector) drift = physics.turn * (d == 0 ? -u[1] : u[0]);
      }
      // The stationary flow of smoothed data has the noise's variance beside the drive's.
      const double velocity = drift - physics.diffusion * (1.0 + physics.noise * physics.noise) * s[d];
      sum += velocity * velocity;
    }
    return sum / physics.diffusion;
  }
};

}  // namespace

template <int D>
ScoreMoments score_moments(const Communicator& communicator, std::int64_t total, std::int64_t count,
                           const score::PhysicsArrays<D>& features, const ScorePhysics& physics,
                           const score::ScoreArrays& scores) {
  ExactSumBatch sums(communicator, total);
  for (int k = 0; k < ScoreMoments::count; ++k) sums.add(count, ScoreTerm<D>{features, scores, physics, k});
  std::vector<double> values = sums.reduce();
  for (double& value : values) value /= static_cast<double>(total);
  return ScoreMoments::of(values);
}

template <int D>
void write_local_rates(const score::PhysicsArrays<D>& features, const ScorePhysics& physics,
                       const score::ScoreArrays& scores, double* rates, std::int64_t count) {
  const ScoreTerm<D> rate{features, scores, physics, ScoreMoments::count - 1};
  Kokkos::parallel_for(
      "local rates", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) { rates[i] = rate(i); });
}

double certified_rate(const ScorePhysics& physics, int dimension, const ScoreMoments& moments) {
  return drift_part(physics, dimension, moments.drive_squared) - physics.diffusion * moments.loss();
}

template <int D>
double ceiling(const Model<D>& model, const ScorePhysics& physics, const ScoreMoments& moments) {
  if (!std::holds_alternative<Motion<ActiveOrnsteinUhlenbeck<D, false>>>(model.motion)) return 1.0;
  // Of the first order, exact for linear forces: what the steps miss of the forces, and of the drive within a step.
  const double forces = 0.5 * physics.rate * physics.rate * moments.stiffness_squared / -moments.force_divergence;
  return 1.0 - physics.time_step * (forces + physics.rate);
}

#define STARLING_INSTANTIATE(D)                                                                                      \
  template ScoreMoments score_moments<D>(const Communicator&, std::int64_t, std::int64_t,                            \
                                         const score::PhysicsArrays<D>&, const ScorePhysics&,                        \
                                         const score::ScoreArrays&);                                                 \
  template void write_local_rates<D>(const score::PhysicsArrays<D>&, const ScorePhysics&, const score::ScoreArrays&, \
                                     double*, std::int64_t);                                                         \
  template double ceiling<D>(const Model<D>&, const ScorePhysics&, const ScoreMoments&);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling::active
