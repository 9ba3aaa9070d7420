// Exact sums over particles.
#include "drivers/active/score/score_moments.hpp"

#include "engine/comm/exact_sum.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

/// Drive, velocity and score of a particle.
template <int D>
struct ScoredParticle {
  double u[D];
  double r[D];
  double s[D];

  STARLING_FUNCTION ScoredParticle(const score::PhysicsArrays<D>& features, const score::ScoreArrays& scores,
                                   std::int64_t i) {
    features.load(score::drive, i, u);
    features.load(score::velocity, i, r);
    for (int d = 0; d < D; ++d) s[d] = scores.score[d * scores.stride + i];
  }
};

/// v_y = b_y - D_y (1 + noise^2) s_y of a particle.
template <int D>
STARLING_FUNCTION void flow(const ScorePhysics& physics, Block block, const ScoredParticle<D>& of, double* velocity) {
  const auto& [u, r, s] = of;
  for (int d = 0; d < D; ++d) {
    const double force = physics.force_unit * (r[d] - u[d]);
    double drift = 0.0;
    if (block == Block::position) {
      drift = physics.speed * u[d] + physics.mobility * force;
    } else if (!physics.unit_vector) {
      drift = physics.coupling * force - physics.rate * u[d];
    } else if constexpr (D == 2) {
      // In the plane, a turn moves the unit vector along its perpendicular.
      drift = physics.turn * (d == 0 ? -u[1] : u[0]);
    }
    // The stationary flow of smoothed data has the noise's variance beside the drive's.
    velocity[d] = drift - physics.diffusion(block) * (1.0 + physics.noise * physics.noise) * s[d];
  }
}

/// Term `which` of a particle's moments, in the order of ScoreMoments::values().
template <int D>
struct ScoreTerm {
  score::PhysicsArrays<D> features;
  score::ScoreArrays scores;
  ScorePhysics physics;
  Block block;
  int which;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    const ScoredParticle<D> of(features, scores, i);
    const auto& [u, r, s] = of;
    double sum = 0.0;
    switch (which) {
      case 0:
        return dot(s, s);
      case 1:
        return scores.divergence[i];
      case 2:
        return dot(u, u);
      case 3:
        for (int d = 0; d < D; ++d) sum += u[d] * physics.force_unit * (r[d] - u[d]);
        return sum;
      case 4:
        for (int d = 0; d < D; ++d) sum += physics.force_unit * (r[d] - u[d]) * physics.force_unit * (r[d] - u[d]);
        return sum;
      case 5:
        return physics.rate * features.matrix(features.stiffness, i).trace();
      case 6:
        return features.matrix(features.stiffness, i).squared_norm() +
               features.matrix(features.squared_stiffness, i).trace();
      case 7:
        return dot(u, s);
      default:
        return velocity_squared(of);
    }
  }

 private:
  STARLING_FUNCTION static double dot(const double* a, const double* b) {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) sum += a[d] * b[d];
    return sum;
  }

  STARLING_FUNCTION double velocity_squared(const ScoredParticle<D>& of) const {
    double velocity[D];
    flow<D>(physics, block, of, velocity);
    return dot(velocity, velocity) / physics.diffusion(block);
  }
};

/// |b_y|^2/D_y
double drift_squared(const ScorePhysics& physics, Block block, const ScoreMoments& m) {
  if (block == Block::position) {
    return (physics.speed * physics.speed * m.drive_squared +
            2.0 * physics.speed * physics.mobility * m.drive_dot_force +
            physics.mobility * physics.mobility * m.force_squared) /
           physics.position_diffusion;
  }
  if (physics.unit_vector) return physics.turn * physics.turn / physics.drive_diffusion;
  return physics.rate * m.drive_squared - 2.0 * physics.coupling * m.drive_dot_force +
         physics.coupling * physics.coupling * m.force_squared / physics.rate;
}

/// div b_y
double drift_divergence(const ScorePhysics& physics, int dimension, Block block, const ScoreMoments& m) {
  if (block == Block::position) return physics.mobility * m.force_divergence;
  return physics.unit_vector ? 0.0 : -physics.rate * dimension;
}

}  // namespace

template <int D>
ScoreMoments score_moments(const Communicator& communicator, std::int64_t total, std::int64_t count,
                           const score::PhysicsArrays<D>& features, const ScorePhysics& physics, Block block,
                           const score::ScoreArrays& scores) {
  ExactSumBatch sums(communicator, total);
  for (int k = 0; k < ScoreMoments::count; ++k) sums.add(count, ScoreTerm<D>{features, scores, physics, block, k});
  std::vector<double> values = sums.reduce();
  for (double& value : values) value /= static_cast<double>(total);
  return ScoreMoments::of(values);
}

template <int D>
std::vector<double> flows_by_place(std::int64_t count, const score::PhysicsArrays<D>& features,
                                   const ScorePhysics& physics, Block block, const score::ScoreArrays& scores) {
  const DeviceArray<double> table("flows", D * count);
  double* const values = table.data();
  Kokkos::parallel_for(
      "flows by place", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        flow<D>(physics, block, ScoredParticle<D>(features, scores, i), values + i * D);
      });
  return to_host<double>(values, D * count);
}

template <int D>
std::vector<ScoreMoments> moments_by_place(std::int64_t count, const score::PhysicsArrays<D>& features,
                                           const ScorePhysics& physics, Block block, const score::ScoreArrays& scores) {
  const DeviceArray<double> table("moments", ScoreMoments::count * count);
  double* const values = table.data();
  for (int k = 0; k < ScoreMoments::count; ++k) {
    const ScoreTerm<D> term{features, scores, physics, block, k};
    Kokkos::parallel_for(
        "moments by place", IndexRange(0, count),
        KOKKOS_LAMBDA(std::int64_t i) { values[i * ScoreMoments::count + k] = term(i); });
  }
  const std::vector<double> host = to_host<double>(values, ScoreMoments::count * count);
  std::vector<ScoreMoments> found;
  for (std::int64_t i = 0; i < count; ++i) {
    found.push_back(ScoreMoments::of(
        std::span(host).subspan(static_cast<std::size_t>(i) * ScoreMoments::count, ScoreMoments::count)));
  }
  return found;
}

double certified_rate(const ScorePhysics& physics, int dimension, Block block, const ScoreMoments& moments) {
  return drift_squared(physics, block, moments) + 2.0 * drift_divergence(physics, dimension, block, moments) -
         physics.diffusion(block) * moments.loss();
}

double certified_rate(const ScorePhysics& physics, int dimension, std::span<const BlockMoments> blocks) {
  double sum = 0.0;
  for (const BlockMoments& of : blocks) sum += certified_rate(physics, dimension, of.block, of.moments);
  return sum;
}

double plug_in_rate(std::span<const BlockMoments> blocks) {
  double sum = 0.0;
  for (const BlockMoments& of : blocks) sum += of.moments.velocity_squared;
  return sum;
}

double velocity_divergence(const ScorePhysics& physics, int dimension, Block block, const ScoreMoments& moments) {
  return drift_divergence(physics, dimension, block, moments) - physics.diffusion(block) * moments.divergence;
}

template <int D>
double ceiling(const Model<D>& model, const ScorePhysics& physics, const ScoreMoments& moments) {
  if (!std::holds_alternative<Motion<ActiveOrnsteinUhlenbeck<D, false>>>(model.motion)) return 1.0;
  // Of the first order, exact for linear forces: what the steps miss of the forces, and of the drive within a step.
  const double forces = 0.5 * physics.rate * physics.rate * moments.stiffness_squared / -moments.force_divergence;
  return 1.0 - physics.time_step * (forces + physics.rate);
}

#define STARLING_INSTANTIATE(D)                                                                                     \
  template ScoreMoments score_moments<D>(const Communicator&, std::int64_t, std::int64_t,                           \
                                         const score::PhysicsArrays<D>&, const ScorePhysics&, Block,                \
                                         const score::ScoreArrays&);                                                \
  template std::vector<ScoreMoments> moments_by_place<D>(std::int64_t, const score::PhysicsArrays<D>&,              \
                                                         const ScorePhysics&, Block, const score::ScoreArrays&);    \
  template std::vector<double> flows_by_place<D>(std::int64_t, const score::PhysicsArrays<D>&, const ScorePhysics&, \
                                                 Block, const score::ScoreArrays&);                                 \
  template double ceiling<D>(const Model<D>&, const ScorePhysics&, const ScoreMoments&);
STARLING_INSTANTIATE(1)
STARLING_INSTANTIATE(2)
STARLING_INSTANTIATE(3)
#undef STARLING_INSTANTIATE

}  // namespace starling::active
