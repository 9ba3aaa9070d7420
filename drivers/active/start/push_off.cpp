// Steepest descent with a bounded step.
#include "drivers/active/start/push_off.hpp"

#include "kernels/forces/pair_observations.hpp"

namespace starling::active {

namespace {

constexpr std::int64_t most_moves = 20000;
constexpr std::int64_t moves_between_looks = 10;
constexpr double longest_move = 0.05;  ///< in diameters

/// Closest distance that a pair force bears at the start of a run, in diameters; 0 if it bears any.
double least_distance(const PairForce& pair) {
  const auto least = []<class Force>(const Force&) {
    if constexpr (requires { Force::least_distance; }) return Force::least_distance;
    return 0.0;
  };
  return std::visit(least, pair);
}

/// Particles of all ranks that have another one closer than `distance`.
template <int D>
std::int64_t overlapping(const Simulation<D>& simulation, double distance) {
  const std::int64_t count = simulation.particles().owned();
  const DeviceArray<std::int32_t> within("neighbours", count);
  count_within<D>(simulation.pair_arrays(), distance, within.data(), count);
  std::int64_t found = 0;
  Kokkos::parallel_reduce(
      "overlapping", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & sum) { sum += within(i) > 0 ? 1 : 0; }, found);
  return simulation.communicator().sum(found);
}

}  // namespace

bool needs_push_off(const Deck& deck) {
  return (deck.start == Start::blob || deck.start == Start::uniform) && least_distance(make_pair_force(deck)) > 0.0;
}

template <int D>
std::int64_t push_off(const Schema& schema, Simulation<D>& simulation) {
  const Model<D>& model = simulation.model();
  const double distance = least_distance(model.pair) * model.diameter;
  const double longest = longest_move * model.diameter;
  const double force =
      distance *
      std::visit([&](const auto& pair) { return pair.force_over_distance(distance * distance); }, model.pair);
  double drifted = 0.0;
  simulation.rebuild(0);
  for (std::int64_t move = 0;; ++move) {
    if (drifted > 0.499 * simulation.neighbourhood().settings().skin) {
      simulation.rebuild(0);
      drifted = 0.0;
    } else {
      simulation.update_ghosts();
    }
    if (move % moves_between_looks == 0) {
      const std::int64_t left = overlapping(simulation, distance);
      if (left == 0) return move;
      simulation.communicator().together([&] {
        if (move < most_moves) return;
        schema.refuse("system.start", fmt::format("{} particles still overlap after {} moves that pushed them apart: "
                                                  "make the box larger or start from a lattice",
                                                  left, move));
      });
    }
    simulation.compute_pair_forces();
    simulation.descend(longest / force, longest);
    drifted += longest;
  }
}

template std::int64_t push_off<1>(const Schema&, Simulation<1>&);
template std::int64_t push_off<2>(const Schema&, Simulation<2>&);
template std::int64_t push_off<3>(const Schema&, Simulation<3>&);

}  // namespace starling::active
