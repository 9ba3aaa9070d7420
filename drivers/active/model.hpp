// From the deck's names and numbers to what the particles of a replica are, how they move and what is looked for.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "drivers/active/deck.hpp"
#include "drivers/active/species.hpp"
#include "engine/domain/neighbourhood.hpp"
#include "engine/failure.hpp"
#include "engine/population/records.hpp"
#include "kernels/dynamics/registry.hpp"
#include "kernels/forces/external/registry.hpp"
#include "kernels/forces/registry.hpp"

namespace starling::active {

/// The names that a deck may give, in the order of the registries.
[[nodiscard]] std::vector<std::string> pair_force_names();
[[nodiscard]] std::vector<std::string> external_force_names();
[[nodiscard]] std::vector<std::string> dynamics_names();

/// The numbers that dynamics and forces declare, of all dimensions.
[[nodiscard]] DeclaredNumbers declared_dynamics_numbers();
[[nodiscard]] DeclaredNumbers declared_force_numbers();

/// A dynamics, and the parameters of each species in the deck's order; of the only one where all particles are alike.
template <class Dynamic>
struct Motion {
  Dynamic dynamics;
  std::vector<typename Dynamic::Parameters> species;
};

template <class List>
struct MotionsOf;
template <class... Dynamic>
struct MotionsOf<std::variant<Dynamic...>> {
  using type = std::variant<Motion<Dynamic>...>;
};

/// What a replica makes of the deck, once: all that its parts need except cadences and what only a start reads.
template <int D>
struct Model {
  std::int64_t particles;
  std::vector<std::int64_t> species;  ///< particles of each, in the deck's order; all of them where they are alike
  Box<D> box;
  double volume;  ///< of the box
  PairForce pair;
  ExternalForce<D> external;
  typename MotionsOf<Dynamics<D>>::type motion;
  RecordLayout<D> record;       ///< what a particle carries
  double diameter;              ///< that the pair force sees
  double largest_displacement;  ///< a particle that moves further in one step has blown up
  NeighbourSettings neighbours;
  bool tunes_skin;
  double cluster_range;  ///< distance within which two particles belong to one cluster; 0: no clusters
  double probe_radius;   ///< of the probes that local densities are counted in; 0: no local densities
  double probe_volume;
  double radial_range;  ///< distance up to which the radial distribution is taken

  [[nodiscard]] bool is_mixture() const { return species.size() > 1; }
  /// Of the doubles of activity that a particle carries, those of the dynamics: a mixture's last one is the species.
  [[nodiscard]] int own_activity() const { return record.activity_components - (is_mixture() ? 1 : 0); }
  [[nodiscard]] bool has_bond_order() const { return D == 2 && cluster_range > 0.0; }
};

/// visit(std::integral_constant<int, D>) with the deck's dimension.
template <class Visit>
decltype(auto) in_dimension(const Deck& deck, const Visit& visit) {
  if (deck.dimension == 1) return visit(std::integral_constant<int, 1>{});
  if (deck.dimension == 2) return visit(std::integral_constant<int, 2>{});
  return visit(std::integral_constant<int, 3>{});
}

/// What a registry has under a name; check() has made sure that it exists in this dimension.
template <class List, class ParametersOf>
[[nodiscard]] List made(const std::string& name, const ParametersOf& parameters_of) {
  std::optional<List> named = make_by_name<List>(name, parameters_of);
  if (!named) fail(ExitCode::internal_error, "{} is in no registry of this dimension", name);
  return *std::move(named);
}

/// The box of the deck.
template <int D>
[[nodiscard]] Box<D> make_box(const Deck& deck) {
  Box<D> box{};
  std::copy_n(box_edges(deck).begin(), D, box.edge);
  return box;
}

/// The pair force that the deck names.
[[nodiscard]] PairForce make_pair_force(const Deck& deck);

/// The external force that the deck names.
template <int D>
[[nodiscard]] ExternalForce<D> make_external_force(const Deck& deck) {
  return made<ExternalForce<D>>(deck.external, [&](auto type) {
    auto parameters = read_parameters<typename decltype(type)::type>(deck.force);
    parameters.box = make_box<D>(deck);
    parameters.strength = deck.strength;
    parameters.diameter = force_diameter(deck);
    parameters.pair_range = force_range(deck);
    parameters.wall_axis = static_cast<int>(deck.wall_axis);
    return parameters;
  });
}

/// The deck's numbers for a dynamics, with the speeds of all species where it is a Mixture.
template <class Dynamic>
[[nodiscard]] typename Dynamic::Parameters dynamics_parameters(const Deck& deck) {
  auto parameters = read_parameters<Dynamic>(deck.dynamics);
  parameters.time_step = deck.time_step;
  if constexpr (requires { Dynamic::species_component; }) {
    // check() has made sure that there are no more.
    parameters.species = std::min(most_species, static_cast<int>(deck.species_self_propulsion.size()));
    std::copy_n(deck.species_self_propulsion.begin(), parameters.species, parameters.species_self_propulsion);
  }
  return parameters;
}

/// The dynamics that the deck names.
template <int D>
[[nodiscard]] Dynamics<D> make_dynamics(const Deck& deck) {
  return made<Dynamics<D>>(deck.model,
                           [&](auto type) { return dynamics_parameters<typename decltype(type)::type>(deck); });
}

/// A dynamics with its parameters: those of each species have its own speed.
template <class Dynamic>
[[nodiscard]] Motion<Dynamic> motion_of(const Dynamic& dynamics, const Deck& deck) {
  const auto all = dynamics_parameters<Dynamic>(deck);
  Motion<Dynamic> motion{dynamics, {all}};
  if constexpr (requires { Dynamic::species_component; }) {
    motion.species.assign(all.species, all);
    for (int s = 0; s < all.species; ++s) motion.species[s].self_propulsion = all.species_self_propulsion[s];
  }
  return motion;
}

/// The model of a deck that check() has accepted.
template <int D>
[[nodiscard]] Model<D> make_model(const Deck& deck) {
  const Dynamics<D> chosen = make_dynamics<D>(deck);
  const double range = force_range(deck);
  const double probe = probe_range(deck);
  return {
      .particles = deck.particles,
      .species = species_counts(deck),
      .box = make_box<D>(deck),
      .volume = box_volume(deck),
      .pair = make_pair_force(deck),
      .external = make_external_force<D>(deck),
      .motion = std::visit(
          [&](const auto& dynamics) -> decltype(Model<D>::motion) { return motion_of(dynamics, deck); }, chosen),
      .record = {std::visit([]<class Dynamic>(const Dynamic&) { return Dynamic::activity_components; }, chosen),
                 displacement_steps(deck) > 0},
      .diameter = force_diameter(deck),
      .largest_displacement = deck.largest_displacement.value_or(0.5 * force_diameter(deck)),
      .neighbours = {.cutoff = range,
                     .skin = first_skin(deck),
                     .sort_storage = deck.sort_storage,
                     .rebalance_every = deck.rebalance_every,
                     .rebalance_threshold = deck.rebalance_threshold},
      .tunes_skin = !deck.skin && std::isfinite(range) && range > 0.0,
      .cluster_range = cluster_range(deck),
      .probe_radius = probe,
      .probe_volume = ball_volume(deck, probe),
      .radial_range = radial_range(deck),
  };
}

}  // namespace starling::active
