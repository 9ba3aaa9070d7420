// Moments as exact sums.
#include "drivers/active/moments.hpp"

#include "engine/comm/exact_sum.hpp"

namespace starling::active {

namespace {

/// Unwrapped offset from the middle of the box times the drive, or squared if there is no drive.
template <int D>
struct OffsetProduct {
  StateArrays<D> state;
  Box<D> box;
  const double* drive;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) {
      const double offset = unwrapped_coordinate(state, box, i, d) - 0.5 * box.edge[d];
      sum += offset * (drive != nullptr ? drive[d * state.stride + i] : offset);
    }
    return sum;
  }
};

/// Squared unwrapped displacement from the origins.
template <int D>
struct SquaredDisplacement {
  StateArrays<D> state;
  Box<D> box;
  const double* origin;

  STARLING_FUNCTION double operator()(std::int64_t i) const {
    double sum = 0.0;
    for (int d = 0; d < D; ++d) {
      const double moved = unwrapped_coordinate(state, box, i, d) - origin[d * state.stride + i];
      sum += moved * moved;
    }
    return sum;
  }
};

struct Value {
  const double* values;
  STARLING_FUNCTION double operator()(std::int64_t i) const { return values[i]; }
};

}  // namespace

template <int D>
void ParticleQuantities<D>::compute(const Simulation<D>& simulation) {
  ensure_size(divergence, "divergence", simulation.particles().stride());
  ensure_size(drive, "drive", D * simulation.particles().stride());
  simulation.compute_divergence(divergence);
  simulation.compute_drive(drive);
}

template <int D>
Moments average_moments(const Communicator& communicator, const Deck& deck, const Simulation<D>& simulation,
                        const ParticleQuantities<D>& quantities) {
  const Particles<D>& particles = simulation.particles();
  const std::int64_t count = particles.owned();
  const std::int64_t stride = particles.stride();
  const double* force = particles.force();
  const double* drive = quantities.drive.data();
  ExactSumBatch sums(communicator, deck.particles);
  sums.add(count, ScalarProduct<D>{drive, force, stride});
  sums.add(count, ScalarProduct<D>{drive, drive, stride});
  sums.add(count, ScalarProduct<D>{force, force, stride});
  sums.add(count, Value{quantities.divergence.data()});
  sums.add(count, OffsetProduct<D>{particles.now(), simulation.box(), nullptr});
  sums.add(count, OffsetProduct<D>{particles.now(), simulation.box(), drive});
  if (particles.has_origins()) {
    sums.add(count, SquaredDisplacement<D>{particles.now(), simulation.box(), particles.origin()});
  }
  const std::vector<double> sum = sums.reduce();
  const auto total = static_cast<double>(deck.particles);
  return {{sum[0] / total, sum[1] / total, sum[2] / total, sum[3] / total},
          sum[4] / total,
          sum[5] / total,
          particles.has_origins() ? sum[6] / total : 0.0,
          {}};
}

template struct ParticleQuantities<1>;
template struct ParticleQuantities<2>;
template struct ParticleQuantities<3>;
template Moments average_moments<1>(const Communicator&, const Deck&, const Simulation<1>&,
                                    const ParticleQuantities<1>&);
template Moments average_moments<2>(const Communicator&, const Deck&, const Simulation<2>&,
                                    const ParticleQuantities<2>&);
template Moments average_moments<3>(const Communicator&, const Deck&, const Simulation<3>&,
                                    const ParticleQuantities<3>&);

}  // namespace starling::active
