// Forces, steps and per-particle quantities of the active-matter population.
#include "drivers/active/simulation.hpp"

#include "drivers/active/start.hpp"
#include "engine/population/records.hpp"
#include "kernels/dynamics/advance.hpp"
#include "kernels/forces/external/sweep.hpp"

namespace starling::active {

namespace {

NeighbourSettings neighbour_settings(const Deck& deck) {
  NeighbourSettings settings;
  settings.cutoff = force_range(deck);
  settings.skin = first_skin(deck);
  settings.rebalance_every = deck.rebalance_every;
  settings.rebalance_threshold = deck.rebalance_threshold;
  return settings;
}

/// drive(i) for the first `count` particles.
template <int D, class Model>
void write_drive(const Model& model, const StateArrays<D>& state, double* drive, std::int64_t count) {
  constexpr int components = Model::activity_components > 0 ? Model::activity_components : 1;
  Kokkos::parallel_for(
      "write drive", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double activity[components];
        double direction[D];
        for (int c = 0; c < Model::activity_components; ++c) activity[c] = state.activity[c * state.stride + i];
        model.drive(activity, direction);
        for (int d = 0; d < D; ++d) drive[d * state.stride + i] = direction[d];
      });
}

template <int D>
void copy_unwrapped(const StateArrays<D>& state, const Box<D>& box, double* origin, std::int64_t count) {
  Kokkos::parallel_for(
      "reset origins", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        for (int d = 0; d < D; ++d) {
          origin[d * state.stride + i] = unwrapped_coordinate(state, box, i, d);
        }
      });
}

}  // namespace

template <int D>
typename Simulation<D>::Beginning Simulation<D>::placed(const Communicator& communicator, const Deck& deck,
                                                        const Dynamics<D>& dynamics, std::uint32_t replica) {
  Beginning beginning{Particles<D>(activity_components<D>(dynamics), displacement_steps(deck) > 0), 0};
  beginning.start_digest = place_particles<D>(communicator, deck, dynamics, replica, beginning.particles);
  return beginning;
}

template <int D>
typename Simulation<D>::Beginning Simulation<D>::loaded(const Deck& deck, const Dynamics<D>& dynamics,
                                                        std::span<const double> records) {
  Beginning beginning{Particles<D>(activity_components<D>(dynamics), displacement_steps(deck) > 0), 0};
  load_records(beginning.particles, records);
  return beginning;
}

template <int D>
Simulation<D>::Simulation(const Communicator& communicator, const Deck& deck, std::uint32_t replica)
    : Simulation(communicator, deck, make_dynamics<D>(deck), replica,
                 placed(communicator, deck, make_dynamics<D>(deck), replica)) {}

template <int D>
Simulation<D>::Simulation(const Communicator& communicator, const Deck& deck, std::span<const double> records,
                          std::uint32_t replica)
    : Simulation(communicator, deck, make_dynamics<D>(deck), replica, loaded(deck, make_dynamics<D>(deck), records)) {}

template <int D>
Simulation<D>::Simulation(const Communicator& communicator, const Deck& deck, const Dynamics<D>& dynamics,
                          std::uint32_t replica, Beginning beginning)
    : box_(make_box<D>(deck)),
      pair_(make_pair_force(deck)),
      external_(make_external_force<D>(deck)),
      dynamics_(dynamics),
      seed_(deck.seed),
      replica_(replica),
      start_digest_(beginning.start_digest),
      key_(noise_key(deck.seed, replica, beginning.start_digest)),
      largest_displacement_(deck.largest_displacement.value_or(0.5 * force_diameter(deck))),
      particles_(std::move(beginning.particles)),
      neighbourhood_(communicator, box_, neighbour_settings(deck), particles_) {}

template <int D>
void Simulation<D>::resume_noise(std::uint64_t start_digest) {
  start_digest_ = start_digest;
  key_ = noise_key(seed_, replica_, start_digest);
}

template <int D>
void Simulation<D>::compute_pair_forces() {
  if (neighbourhood_.needs_lists()) {
    std::visit([&](const auto& pair) { sweep_pairs<D>(pair, pair_arrays(), particles_.owned()); }, pair_);
  } else {
    const Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged> force(particles_.force(),
                                                                            D * particles_.stride());
    Kokkos::deep_copy(force, 0.0);
  }
}

template <int D>
void Simulation<D>::compute_forces() {
  compute_pair_forces();
  const std::int64_t count = whole_blocks(particles_.owned());
  if (std::holds_alternative<NoExternal<D>>(external_)) return;
  std::visit(
      [&](const auto& external) { add_external<D>(external, particles_.now(), box_, particles_.force(), count); },
      external_);
}

template <int D>
StepAlarm Simulation<D>::advance(std::int64_t step, bool early) {
  StepLimits limits = neighbourhood_.limits(early);
  limits.displacement = largest_displacement_ * largest_displacement_;
  const StepArrays<D> arrays{particles_.now(),           particles_.next(), particles_.force(),
                             particles_.list_position(), particles_.id(),   particles_.owned()};
  return std::visit(
      [&](const auto& dynamics) {
        return starling::advance<D>(dynamics, arrays, box_, limits, key_, static_cast<std::uint64_t>(step));
      },
      dynamics_);
}

template <int D>
void Simulation<D>::observe_forces(const PairObservations& out) const {
  const std::int64_t count = particles_.owned();
  if (neighbourhood_.needs_lists()) {
    std::visit([&](const auto& pair) { observe_pairs<D>(pair, pair_arrays(), out, count); }, pair_);
  } else {
    observe_no_pairs(out, count);
  }
  std::visit(
      [&](const auto& external) {
        add_external_observations<D>(external, particles_.now(), box_, out.divergence, out.energy, count);
      },
      external_);
}

template <int D>
void Simulation<D>::compute_drive(const DeviceArray<double>& drive) const {
  std::visit([&](const auto& model) { write_drive<D>(model, particles_.now(), drive.data(), particles_.owned()); },
             dynamics_);
}

template <int D>
void Simulation<D>::reset_origins() {
  if (!particles_.has_origins()) return;
  copy_unwrapped<D>(particles_.now(), box_, particles_.origin(), particles_.owned());
  double* drive = particles_.origin_drive();
  if (drive == nullptr) return;
  std::visit([&](const auto& model) { write_drive<D>(model, particles_.now(), drive, particles_.owned()); }, dynamics_);
}

template class Simulation<1>;
template class Simulation<2>;
template class Simulation<3>;

}  // namespace starling::active
