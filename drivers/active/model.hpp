// From the deck's names to the forces and the dynamics of a run.
#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "drivers/active/deck.hpp"
#include "kernels/dynamics/registry.hpp"
#include "kernels/forces/external/registry.hpp"
#include "kernels/forces/registry.hpp"

namespace starling::active {

/// The names that a deck may give, in the order of the registries.
[[nodiscard]] std::vector<std::string> pair_force_names();
[[nodiscard]] std::vector<std::string> external_force_names();
[[nodiscard]] std::vector<std::string> dynamics_names();

/// The box of the deck.
template <int D>
[[nodiscard]] Box<D> make_box(const Deck& deck) {
  const std::vector<double> edges = box_edges(deck);
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edges[d];
  return box;
}

/// The numbers that dynamics and forces declare, of all dimensions.
[[nodiscard]] DeclaredNumbers declared_dynamics_numbers();
[[nodiscard]] DeclaredNumbers declared_force_numbers();

/// The deck's numbers for a dynamics, with the speeds of all species where Model is a Mixture.
template <class Model>
[[nodiscard]] typename Model::Parameters dynamics_parameters(const Deck& deck) {
  auto parameters = read_parameters<Model>(deck.dynamics);
  parameters.time_step = deck.time_step;
  if constexpr (requires { Model::species_component; }) {
    // check() has made sure that there are no more.
    parameters.species = std::min(most_species, static_cast<int>(deck.species_self_propulsion.size()));
    std::copy_n(deck.species_self_propulsion.begin(), parameters.species, parameters.species_self_propulsion);
  }
  return parameters;
}

/// The same for each species, in the deck's order, with its own speed; one without species.
template <class Model>
[[nodiscard]] std::vector<typename Model::Parameters> species_parameters(const Deck& deck) {
  const auto all = dynamics_parameters<Model>(deck);
  if constexpr (requires { Model::species_component; }) {
    std::vector<typename Model::Parameters> each(static_cast<std::size_t>(all.species), all);
    for (int s = 0; s < all.species; ++s) each[s].self_propulsion = all.species_self_propulsion[s];
    return each;
  } else {
    return {all};
  }
}

/// The pair force that the deck names.
[[nodiscard]] PairForce make_pair_force(const Deck& deck);

/// The external force that the deck names; check() has made sure that it exists in D dimensions.
template <int D>
[[nodiscard]] ExternalForce<D> make_external_force(const Deck& deck);

/// The dynamics that the deck names; check() has made sure that it exists in D dimensions.
template <int D>
[[nodiscard]] Dynamics<D> make_dynamics(const Deck& deck);

/// Doubles of internal state that a particle carries.
template <int D>
[[nodiscard]] int activity_components(const Dynamics<D>& dynamics) {
  return std::visit([](const auto& model) { return std::decay_t<decltype(model)>::activity_components; }, dynamics);
}

/// Whether the deck's particles have an activity.
[[nodiscard]] bool has_activity(const Deck& deck);

/// Of the doubles of activity that a particle carries, those of the model itself: a mixture's last one is the species.
[[nodiscard]] int model_components(const Deck& deck, int carried);

/// visit(std::integral_constant<int, D>) with the deck's dimension.
template <class Visit>
decltype(auto) in_dimension(const Deck& deck, const Visit& visit) {
  if (deck.dimension == 1) return visit(std::integral_constant<int, 1>{});
  if (deck.dimension == 2) return visit(std::integral_constant<int, 2>{});
  return visit(std::integral_constant<int, 3>{});
}

/// visit(model) with the dynamics that the deck names, in the deck's dimension.
template <class Visit>
decltype(auto) with_dynamics(const Deck& deck, const Visit& visit) {
  return in_dimension(deck, [&](auto dimension) { return std::visit(visit, make_dynamics<dimension()>(deck)); });
}

/// visit(force) with the external force that the deck names, in the deck's dimension.
template <class Visit>
decltype(auto) with_external_force(const Deck& deck, const Visit& visit) {
  return in_dimension(deck, [&](auto dimension) { return std::visit(visit, make_external_force<dimension()>(deck)); });
}

}  // namespace starling::active
