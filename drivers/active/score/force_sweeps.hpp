// The forces of a simulation as sweeps of scores take them.
#pragma once

#include "drivers/active/simulation.hpp"
#include "kernels/score/physics_sweeps.hpp"

namespace starling::active {

/// visit(source) with the types of the model's forces; gradients are taken over `rate`.
template <int D, class Visit>
void with_forces(const Simulation<D>& simulation, double rate, const Visit& visit) {
  std::visit(
      [&]<class Pair, class External>(const Pair& pair, const External& external) {
        visit(score::SweepSource<D, Pair, External>{pair, external, simulation.pair_arrays(),
                                                    simulation.particles().now(),
                                                    simulation.neighbourhood().needs_lists(), rate});
      },
      simulation.model().pair, simulation.model().external);
}

}  // namespace starling::active
