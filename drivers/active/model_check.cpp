// Whether the forces and the dynamics of the deck exist, and get the numbers that they read and no others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "drivers/active/model.hpp"
#include "drivers/active/start/push_off.hpp"
#include "engine/deck/nearest_name.hpp"

namespace starling::active {

namespace {

/// Refuses a name that the registry of the deck's dimension does not hold.
template <template <int> class List>
void check_dimension(const Schema& schema, const std::string& key, const std::string& name, int dimension) {
  std::vector<std::string> dimensions;
  const auto look = [&](auto d) {
    if (visit_named<List<d()>>(name, [](auto) {})) dimensions.push_back(std::to_string(d()));
  };
  look(std::integral_constant<int, 1>{});
  look(std::integral_constant<int, 2>{});
  look(std::integral_constant<int, 3>{});
  if (std::find(dimensions.begin(), dimensions.end(), std::to_string(dimension)) != dimensions.end()) return;
  schema.refuse(key, fmt::format("{} needs dimension = {}", name, either_of(dimensions)));
}

void check_species(const Schema& schema, const Deck& deck) {
  const std::vector<double>& fractions = deck.species_fractions;
  const std::vector<double>& speeds = deck.species_self_propulsion;
  if (fractions.empty()) {
    if (!speeds.empty()) schema.refuse("species.self_propulsion", "needs species.fractions");
    return;
  }
  if (fractions.size() < 2 || fractions.size() > most_species) {
    schema.refuse("species.fractions", fmt::format("a mixture has from 2 to {} species", most_species));
  }
  if (speeds.size() != fractions.size()) {
    schema.refuse(speeds.empty() ? "species.fractions" : "species.self_propulsion",
                  fmt::format("{} speeds for {} species: give species.self_propulsion one for each", speeds.size(),
                              fractions.size()));
  }
  const double sum = std::accumulate(fractions.begin(), fractions.end(), 0.0);
  if (std::abs(sum - 1.0) > 1e-9) {
    schema.refuse("species.fractions", fmt::format("must add up to 1, not to {:.10g}", sum));
  }
  if (given(deck.dynamics, "self_propulsion")) {
    schema.refuse("dynamics.self_propulsion", "is given twice: species.self_propulsion has the speed of each species");
  }
  for (const std::int64_t count : species_counts(deck)) {
    if (count == 0)
      schema.refuse("species.fractions", "a species has no particle: there are too few for the fractions");
  }
}

template <int D>
void check_walls(const Schema& schema, const Deck& deck) {
  if (deck.external != "walls") return;
  if (static_cast<int>(deck.wall_axis) >= D) {
    schema.refuse("force.wall_axis", fmt::format("there is no such axis in {} dimension{}", D, D == 1 ? "" : "s"));
  }
  if (!std::isfinite(force_range(deck))) {
    schema.refuse("force.pair",
                  fmt::format("{} reaches through the walls: they need a force of finite range", deck.pair));
  }
  const auto walls = std::get<Walls<D>>(make_external_force<D>(deck));
  if (2.0 * walls.inset >= walls.edge) {
    schema.refuse("force.wall_margin",
                  fmt::format("no space is left between walls {:.6g} off the faces of a box of edge {:.6g}",
                              walls.inset, walls.edge));
  }
  if (walls.stiffness * deck.time_step >= 1.0) {
    schema.refuse("force.wall_stiffness", "must be below 1 / dynamics.time_step, or steps overshoot the walls");
  }
  if (needs_push_off(deck)) {
    schema.refuse("system.start", fmt::format("particles that {} pushes apart could end up in a wall: start from a "
                                              "lattice",
                                              deck.pair));
  }
}

template <int D>
void check_in(const Schema& schema, const Deck& deck) {
  const std::string model = fmt::format("model = {} in {} dimension{}", deck.model, D, D == 1 ? "" : "s");
  NumberUses dynamics("dynamics", deck.dynamics);
  const auto note = [&]<class Dynamic>(const Dynamic&) {
    if (is_mixture(deck) && !requires { Dynamic::species_component; }) {
      schema.refuse("species.fractions",
                    fmt::format("does nothing with model = {}: it has no self-propulsion", deck.model));
    }
    dynamics.note<Dynamic>(declared_dynamics_numbers(), model);
  };
  std::visit(note, make_dynamics<D>(deck));
  dynamics.check(schema);
  NumberUses force("force", deck.force);
  visit_named<PairForce>(deck.pair, [&](auto type) {
    force.note<typename decltype(type)::type>(DeclaredNumbers::of<PairForce>(), "pair = " + deck.pair);
  });
  visit_named<ExternalForce<D>>(deck.external, [&](auto type) {
    using External = typename decltype(type)::type;
    force.note<External>(DeclaredNumbers::of<ExternalForce<1>, ExternalForce<2>, ExternalForce<3>>(),
                         "external = " + deck.external);
    if constexpr (requires { External::whole_pairs; }) {
      if (force_range(deck) > 0.0) {
        schema.refuse("force.external", fmt::format("{} describes whole pairs: set pair = none", deck.external));
      }
    }
  });
  force.check(schema);
  check_walls<D>(schema, deck);
}

}  // namespace

void check_models(const Schema& schema, const Deck& deck) {
  check_dimension<Dynamics>(schema, "dynamics.model", deck.model, deck.dimension);
  check_dimension<ExternalForce>(schema, "force.external", deck.external, deck.dimension);
  check_species(schema, deck);
  in_dimension(deck, [&](auto dimension) { check_in<dimension()>(schema, deck); });
}

}  // namespace starling::active
