// Moments as exact sums.
#include "drivers/active/moments.hpp"

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/species.hpp"
#include "engine/comm/exact_sum.hpp"

namespace starling::active {

namespace {

/// Sums over particles whose averages reduce() writes where they were asked for.
class Averages {
 public:
  Averages(const Communicator& communicator, std::int64_t particles)
      : sums_(communicator, particles), particles_(static_cast<double>(particles)) {}

  /// The average of function(i) over as many particles of all ranks as `among` says.
  template <class Function>
  void add(std::int64_t count, const Function& function, double among, double& average) {
    sums_.add(count, function);
    targets_.push_back({&average, among});
  }
  template <class Function>
  void add(std::int64_t count, const Function& function, double& average) {
    add(count, function, particles_, average);
  }

  void reduce() {
    const std::vector<double> sum = sums_.reduce();
    for (std::size_t k = 0; k < sum.size(); ++k) *targets_[k].average = sum[k] / targets_[k].among;
  }

 private:
  struct Target {
    double* average;
    double among;
  };

  ExactSumBatch sums_;
  double particles_;
  std::vector<Target> targets_;
};

/// Asks for what is averaged over each species, too; wrap(function) restricts a function to them.
template <int D, class Wrap>
void add_drive_averages(Averages& averages, const Particles<D>& particles, const ParticleQuantities<D>& quantities,
                        const Wrap& wrap, double among, ActivityMoments& moments) {
  const std::int64_t count = particles.owned();
  const std::int64_t stride = particles.stride();
  const double* force = particles.force();
  const double* drive = quantities.drive.data();
  averages.add(count, wrap(ScalarProduct<D>{drive, force, stride}), among, moments.drive_dot_force);
  averages.add(count, wrap(ScalarProduct<D>{drive, drive, stride}), among, moments.drive_squared);
  averages.add(count, wrap(ScalarProduct<D>{force, force, stride}), among, moments.force_squared);
  averages.add(count, wrap(Value{quantities.divergence.data()}), among, moments.force_divergence);
  if constexpr (D == 2) {
    averages.add(count, wrap(CrossProduct{drive, force, stride}), among, moments.drive_cross_force);
  }
}

/// Averages over each species, or the whole population's as those of the only one.
template <int D>
void add_species(const Deck& deck, const Simulation<D>& simulation, const ParticleQuantities<D>& quantities,
                 Averages& averages, std::vector<SpeciesMoments>& moments) {
  const std::vector<std::int64_t> counts = species_counts(deck);
  moments.resize(counts.size());
  if (counts.size() == 1) return;
  const Particles<D>& particles = simulation.particles();
  const int species_component = model_components(deck, particles.activity_components());
  const double* species = particles.now().activity + species_component * particles.stride();
  for (std::size_t s = 0; s < counts.size(); ++s) {
    const auto among = static_cast<double>(counts[s]);
    moments[s].fraction = among / static_cast<double>(deck.particles);
    const auto wrap = [&]<class Function>(const Function& function) {
      return OfSpecies<Function>{function, species, static_cast<double>(s)};
    };
    add_drive_averages<D>(averages, particles, quantities, wrap, among, moments[s]);
    if (particles.has_origins()) {
      averages.add(particles.owned(),
                   wrap(SquaredDisplacement<D>{particles.now(), simulation.box(), particles.origin()}), among,
                   moments[s].displacement_squared);
    }
  }
}

}  // namespace

template <int D>
void ParticleQuantities<D>::compute(const Simulation<D>& simulation) {
  const std::int64_t stride = simulation.particles().stride();
  ensure_size(divergence, "divergence", stride);
  ensure_size(virial, "virial", stride);
  ensure_size(energy, "energy", stride);
  ensure_size(drive, "drive", D * stride);
  simulation.observe_forces({divergence.data(), virial.data(), energy.data()});
  simulation.compute_drive(drive);
}

template <int D>
Moments average_moments(const Communicator& communicator, const Deck& deck, const Simulation<D>& simulation,
                        const ParticleQuantities<D>& quantities, const double* hexatic_order) {
  const Particles<D>& particles = simulation.particles();
  const StateArrays<D> state = particles.now();
  const std::int64_t count = particles.owned();
  const auto everybody = [](const auto& function) { return function; };
  Moments moments;
  Averages averages(communicator, deck.particles);
  add_drive_averages<D>(averages, particles, quantities, everybody, static_cast<double>(deck.particles), moments);
  averages.add(count, OffsetProduct<D>{state, simulation.box(), nullptr}, moments.offset_squared);
  averages.add(count, OffsetProduct<D>{state, simulation.box(), quantities.drive.data()}, moments.offset_dot_drive);
  if (particles.has_origins()) {
    averages.add(count, SquaredDisplacement<D>{state, simulation.box(), particles.origin()},
                 moments.displacement_squared);
  }
  // Not by the pointer: a rank that never had a particle has no array, and takes part in the sum all the same.
  if (particles.origin_components() > D) {
    averages.add(count, ScalarProduct<D>{quantities.drive.data(), particles.origin_drive(), particles.stride()},
                 moments.drive_dot_origin);
  }
  if (undefined_hexatic_order(deck).empty()) averages.add(count, Value{hexatic_order}, moments.hexatic_order);
  averages.add(count, Value{quantities.virial.data()}, moments.pair_virial);
  averages.add(count, Value{quantities.energy.data()}, moments.potential_energy);
  const ExternalForce<D> external = make_external_force<D>(deck);
  if (const auto* walls = std::get_if<Walls<D>>(&external)) {
    averages.add(count, WallLoad<D>{*walls, state, simulation.box()}, moments.wall_load);
    averages.add(count, InTheMiddle<D>{*walls, state, simulation.box()}, moments.middle_fraction);
  }
  add_species<D>(deck, simulation, quantities, averages, moments.species);
  averages.reduce();
  if (moments.species.size() == 1) {
    static_cast<ActivityMoments&>(moments.species[0]) = moments;
    moments.species[0].displacement_squared = moments.displacement_squared;
  }
  return moments;
}

template struct ParticleQuantities<1>;
template struct ParticleQuantities<2>;
template struct ParticleQuantities<3>;
template Moments average_moments<1>(const Communicator&, const Deck&, const Simulation<1>&,
                                    const ParticleQuantities<1>&, const double*);
template Moments average_moments<2>(const Communicator&, const Deck&, const Simulation<2>&,
                                    const ParticleQuantities<2>&, const double*);
template Moments average_moments<3>(const Communicator&, const Deck&, const Simulation<3>&,
                                    const ParticleQuantities<3>&, const double*);

}  // namespace starling::active
