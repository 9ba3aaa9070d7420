// Moments as exact sums.
#include "drivers/active/observables/measurement.hpp"

#include "drivers/active/observables/particle_terms.hpp"
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
void add_species(const Simulation<D>& simulation, const ParticleQuantities<D>& quantities, Averages& averages,
                 std::vector<SpeciesMoments>& moments) {
  const Model<D>& model = simulation.model();
  moments.resize(model.species.size());
  if (!model.is_mixture()) return;
  const Particles<D>& particles = simulation.particles();
  const double* species = particles.now().activity + model.own_activity() * particles.stride();
  for (std::size_t s = 0; s < moments.size(); ++s) {
    const auto among = static_cast<double>(model.species[s]);
    moments[s].fraction = among / static_cast<double>(model.particles);
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

/// Structure is left out; `bond_order`: of each owned particle, device memory; read only where it is defined.
template <int D>
Moments average_moments(const Simulation<D>& simulation, const ParticleQuantities<D>& quantities,
                        const double* bond_order) {
  const Model<D>& model = simulation.model();
  const Particles<D>& particles = simulation.particles();
  const StateArrays<D> state = particles.now();
  const std::int64_t count = particles.owned();
  const auto everybody = [](const auto& function) { return function; };
  Moments moments;
  Averages averages(simulation.communicator(), model.particles);
  add_drive_averages<D>(averages, particles, quantities, everybody, static_cast<double>(model.particles), moments);
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
  if (model.has_bond_order()) averages.add(count, Value{bond_order}, moments.hexatic_order);
  averages.add(count, Value{quantities.virial.data()}, moments.pair_virial);
  averages.add(count, Value{quantities.energy.data()}, moments.potential_energy);
  if (const auto* walls = std::get_if<Walls<D>>(&model.external)) {
    averages.add(count, WallLoad<D>{*walls, state, simulation.box()}, moments.wall_load);
    averages.add(count, InTheMiddle<D>{*walls, state, simulation.box()}, moments.middle_fraction);
  }
  add_species<D>(simulation, quantities, averages, moments.species);
  averages.reduce();
  if (moments.species.size() == 1) {
    static_cast<ActivityMoments&>(moments.species[0]) = moments;
    moments.species[0].displacement_squared = moments.displacement_squared;
  }
  return moments;
}

}  // namespace

template <int D>
void Measurement<D>::compute(const Simulation<D>& simulation) {
  const std::int64_t stride = simulation.particles().stride();
  ensure_size(quantities_.divergence, "divergence", stride);
  ensure_size(quantities_.virial, "virial", stride);
  ensure_size(quantities_.energy, "energy", stride);
  ensure_size(quantities_.drive, "drive", D * stride);
  simulation.observe_forces({quantities_.divergence.data(), quantities_.virial.data(), quantities_.energy.data()});
  simulation.compute_drive(quantities_.drive.data(), stride);
  if (score_) score_->compute(simulation);
}

template <int D>
Moments Measurement<D>::moments(const Simulation<D>& simulation) {
  compute(simulation);
  const double* bond_order = simulation.model().has_bond_order() ? structure_.hexatic_order(simulation) : nullptr;
  Moments moments = average_moments<D>(simulation, quantities_, bond_order);
  moments.structure = structure_.measure(simulation);
  if (score_) {
    moments.scores = score_->moments();
    moments.member_scores = score_->member_moments();
  }
  return moments;
}

template <int D>
const Surroundings<D>& Measurement<D>::look_around(const Simulation<D>& simulation, std::int64_t radial_bins) {
  surroundings_.count(simulation, simulation.model().probe_radius, simulation.model().radial_range, radial_bins);
  return surroundings_;
}

template class Measurement<1>;
template class Measurement<2>;
template class Measurement<3>;

}  // namespace starling::active
