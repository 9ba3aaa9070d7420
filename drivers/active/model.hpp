// From the deck's names to the forces and the dynamics of a run.
#pragma once

#include "drivers/active/deck.hpp"
#include "kernels/dynamics/registry.hpp"
#include "kernels/forces/external/registry.hpp"
#include "kernels/forces/registry.hpp"

namespace starling::active {

/// The box of the deck.
template <int D>
[[nodiscard]] Box<D> make_box(const Deck& deck) {
  const std::vector<double> edges = box_edges(deck);
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edges[d];
  return box;
}

/// The pair force that the deck names.
[[nodiscard]] PairForce make_pair_force(const Deck& deck);

/// The external force that the deck names.
template <int D>
[[nodiscard]] ExternalForce<D> make_external_force(const Deck& deck);

/// The dynamics that the deck names; check() has made sure that it exists in D dimensions.
template <int D>
[[nodiscard]] Dynamics<D> make_dynamics(const Deck& deck);

}  // namespace starling::active
