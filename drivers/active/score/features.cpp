// Sweeps and halo updates.
#include "drivers/active/score/features.hpp"

#include "drivers/active/score/force_sweeps.hpp"
#include "kernels/score/filter_vectors.hpp"

namespace starling::active {

template <int D>
void ScoreFeatures<D>::compute(const Simulation<D>& simulation, const ScorePhysics& physics, double range) {
  const Particles<D>& particles = simulation.particles();
  particles_ = particles.owned();
  stride_ = particles.ghost_first() + particles.ghosts();
  box_ = simulation.model().box;
  position_ = particles.now().position;
  placed_ = has_external_force(simulation.model());
  ensure_size(values_, "score features", score::physics_numbers<D>(placed_) * stride_);
  arrays_ = score::physics_arrays<D>(values_.data(), placed_, stride_, 1);
  const score::PhysicsArrays<D>& out = arrays_;
  const Halo<D>& halo = simulation.neighbourhood().halo();
  simulation.compute_drive(out.vector[score::drive], stride_);
  with_forces(simulation, physics.rate, [&](const auto& source) {
    score::sweep_stiffness(source, out, physics.force_unit, particles_);
    halo.update_arrays(particles, out.vector[score::drive], stride_, D);
    halo.update_arrays(particles, out.vector[score::velocity], stride_, D);
    halo.update_arrays(particles, out.stiffness, stride_, SymmetricMatrix<D>::entries);
    score::sweep_logarithms(out, stride_);
    score::sweep_response(source, out, score::velocity, score::response, particles_);
    halo.update_arrays(particles, out.vector[score::response], stride_, D);
    score::sweep_response(source, out, score::response, score::second_response, particles_);
  });
  if (simulation.neighbourhood().needs_lists()) {
    score::make_rows<D>(simulation.pair_arrays(), range, particles_, first_, neighbour_);
  } else {
    first_ = DeviceArray<std::int64_t>("first of rows", particles_ + 1);
  }
}

template <int D>
void ScoreFeatures<D>::compute_filters(const Simulation<D>& simulation, const ScorePhysics& physics,
                                       const FilterPlan& plan) {
  ensure_size(filters_, "score filters", score::filter_numbers<D> * particles_);
  arrays_.filter = filters_.data();
  active::compute_filters<D>(simulation, physics, arrays_, plan, filters_.data());
}

template <int D>
void ScoreFeatures<D>::keep(const Simulation<D>& simulation) {
  const std::int64_t size = stride_ * packed_stride<D>;
  kept_position_ = DeviceArray<double>("score positions", size);
  Kokkos::deep_copy(kept_position_, Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged>(
                                        simulation.particles().now().position, size));
  position_ = kept_position_.data();
  const std::int64_t numbers = score::physics_numbers<D>(placed_);
  const DeviceArray<double> rows("score features", numbers * stride_);
  score::PhysicsArrays<D> kept = score::physics_arrays<D>(rows.data(), placed_, 1, numbers);
  kept.filter = arrays_.filter;
  score::copy_physics(arrays_, kept, stride_);
  Kokkos::fence();
  values_ = rows;
  arrays_ = kept;
}

template <int D>
score::Configuration<D> ScoreFeatures<D>::configuration() const {
  return {position_, box_, arrays_, {first_.data(), neighbour_.data()}};
}

template class ScoreFeatures<1>;
template class ScoreFeatures<2>;
template class ScoreFeatures<3>;

}  // namespace starling::active
