// Forces, steps and per-particle quantities of the active-matter population.
#include "drivers/active/simulation.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/active/saved_particles.hpp"
#include "drivers/active/start/start.hpp"
#include "kernels/dynamics/advance.hpp"
#include "kernels/forces/external/sweep.hpp"

namespace starling::active {

namespace {

/// Fills `particles`, and gives back the digest of the file that they start or started from.
template <int D>
std::uint64_t begin_particles(const Communicator& communicator, const Deck& deck, const Model<D>& model,
                              std::uint32_t replica, const MemberState* resumed, Particles<D>& particles) {
  if (resumed == nullptr) return place_particles(communicator, deck, model, replica, particles);
  load_particles(communicator, model, *resumed, particles);
  return resumed->shared.at("start_digest").get<std::uint64_t>();
}

/// drive(i) for the first `count` particles, components `stride` apart.
template <int D, class Dynamic>
void write_drive(const Dynamic& dynamics, const StateArrays<D>& state, double* drive, std::int64_t stride,
                 std::int64_t count) {
  constexpr int components = Dynamic::activity_components > 0 ? Dynamic::activity_components : 1;
  Kokkos::parallel_for(
      "write drive", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        double activity[components];
        double direction[D];
        for (int c = 0; c < Dynamic::activity_components; ++c) activity[c] = state.activity[c * state.stride + i];
        dynamics.drive(activity, direction);
        for (int d = 0; d < D; ++d) drive[d * stride + i] = direction[d];
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
Simulation<D>::Simulation(const Communicator& communicator, const Deck& deck, std::uint32_t replica,
                          const MemberState* resumed)
    : communicator_(communicator),
      model_(make_model<D>(deck)),
      particles_(model_.record.activity_components, model_.record.origins),
      start_digest_(begin_particles(communicator, deck, model_, replica, resumed, particles_)),
      key_(noise_key(deck.seed, replica, start_digest_)),
      neighbourhood_(communicator, model_.box, model_.neighbours, particles_) {}

template <int D>
MemberState Simulation<D>::save() const {
  MemberState state = saved_particles(model_, particles_);
  state.shared = {{"start_digest", start_digest_}};  // the file itself may be gone at a restart
  return state;
}

template <int D>
void Simulation<D>::compute_pair_forces() {
  if (neighbourhood_.needs_lists()) {
    std::visit([&](const auto& pair) { sweep_pairs<D>(pair, pair_arrays(), particles_.owned()); }, model_.pair);
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
  if (std::holds_alternative<NoExternal<D>>(model_.external)) return;
  std::visit(
      [&](const auto& external) { add_external<D>(external, particles_.now(), box(), particles_.force(), count); },
      model_.external);
}

template <int D>
StepAlarm Simulation<D>::advance(std::int64_t step, bool early) {
  StepLimits limits = neighbourhood_.limits(early);
  limits.displacement = model_.largest_displacement * model_.largest_displacement;
  const StepArrays<D> arrays{particles_.now(),           particles_.next(), particles_.force(),
                             particles_.list_position(), particles_.id(),   particles_.owned()};
  return std::visit(
      [&](const auto& motion) {
        return starling::advance<D>(motion.dynamics, arrays, box(), limits, key_, static_cast<std::uint64_t>(step));
      },
      model_.motion);
}

template <int D>
SkinTuner Simulation<D>::skin_tuner() const {
  const double room = 0.5 * *std::min_element(model_.box.edge, model_.box.edge + D) - model_.neighbours.cutoff;
  return {model_.tunes_skin, model_.neighbours.skin, 0.05 * model_.diameter,
          std::min(1.5 * model_.diameter, 0.99 * room)};
}

template <int D>
std::optional<FarMove> Simulation<D>::far_move() const {
  return far_move_of(particles_, box(), model_.largest_displacement);
}

template <int D>
void Simulation<D>::blow_up(std::int64_t step, const FarMove& first) {
  communicator_.together([&] {
    const std::string what = std::isfinite(first.moved) ? fmt::format("moved by {:.4g} in one step", first.moved)
                                                        : std::string("is no longer at a finite position");
    const bool walled = std::holds_alternative<Walls<D>>(model_.external);
    const bool forced =
        !std::holds_alternative<NoPair>(model_.pair) || !std::holds_alternative<NoExternal<D>>(model_.external);
    const char* walls = ", or one was deeper behind a wall than force.wall_margin";
    const char* cause = forced ? "The time step is too long for the forces, or particles began on top of each other"
                               : "There are no forces: the time step is too long for self-propulsion and diffusion, or "
                                 "that limit too short for them";
    fail(ExitCode::blow_up, "step {}: particle {} {}; the limit is {:.4g} (dynamics.largest_displacement). {}{}", step,
         first.id, what, model_.largest_displacement, cause, walled ? walls : "");
  });
}

template <int D>
void Simulation<D>::observe_forces(const PairObservations& out) const {
  const std::int64_t count = particles_.owned();
  if (neighbourhood_.needs_lists()) {
    std::visit([&](const auto& pair) { observe_pairs<D>(pair, pair_arrays(), out, count); }, model_.pair);
  } else {
    observe_no_pairs(out, count);
  }
  std::visit(
      [&](const auto& external) {
        add_external_observations<D>(external, particles_.now(), box(), out.divergence, out.energy, count);
      },
      model_.external);
}

template <int D>
void Simulation<D>::compute_drive(double* drive, std::int64_t stride) const {
  std::visit(
      [&](const auto& motion) { write_drive<D>(motion.dynamics, particles_.now(), drive, stride, particles_.owned()); },
      model_.motion);
}

template <int D>
void Simulation<D>::reset_origins() {
  if (!particles_.has_origins()) return;
  copy_unwrapped<D>(particles_.now(), box(), particles_.origin(), particles_.owned());
  if (particles_.origin_drive() != nullptr) compute_drive(particles_.origin_drive(), particles_.stride());
}

template class Simulation<1>;
template class Simulation<2>;
template class Simulation<3>;

}  // namespace starling::active
