// Whether the forces and the dynamics of the deck exist, and get the numbers that they read and no others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "drivers/active/model.hpp"
#include "drivers/active/numbers.hpp"
#include "drivers/active/push_off.hpp"
#include "drivers/active/species.hpp"
#include "engine/deck/nearest_name.hpp"

namespace starling::active {

namespace {

/// What the deck's choices make of one of its numbers.
struct Use {
  bool present = false;
  bool read = false;
  bool zero = false;      ///< it is, and must not be
  std::string choices;    ///< those that could have read it
  std::string needed_by;  ///< the last of them that needs it
};

/// By the name of the key.
using Uses = std::map<std::string, Use>;

/// Notes which of the numbers that Model could get it reads.
template <class Model, class Numbers>
void note(Uses& uses, const Deck& deck, const Numbers& numbers, const std::string& choice) {
  const auto among = [](const auto& list, const auto& member) {
    return std::find(list.begin(), list.end(), member) != list.end();
  };
  for (const auto& number : numbers) {
    const std::optional<double>& value = deck.*number.value;
    if constexpr (std::is_same_v<decltype(number.member), double DynamicsParameters::*>) {
      if (is_mixture(deck) && number.member == &DynamicsParameters::self_propulsion) continue;
    }
    Use& use = uses[number.key];
    use.present = value.has_value();
    use.choices += (use.choices.empty() ? "" : " and ") + choice;
    if (among(Model::needs, number.member)) {
      use.read = true;
      use.needed_by = choice;
    }
    if constexpr (requires { Model::also_reads; }) use.read = use.read || among(Model::also_reads, number.member);
    if constexpr (requires { Model::positive; }) {
      use.zero = use.zero || (value == 0.0 && among(Model::positive, number.member));
    }
  }
}

void check_uses(const Schema& schema, const Uses& uses) {
  for (const auto& [key, use] : uses) {
    if (use.present && !use.read) schema.refuse(key, fmt::format("does nothing with {}", use.choices));
    if (!use.present && !use.needed_by.empty()) {
      schema.refuse(key, fmt::format("is missing: {} needs it", use.needed_by));
    }
    if (use.zero) schema.refuse(key, fmt::format("must be greater than 0 for {}", use.needed_by));
  }
}

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

template <int D>
void check_in(const Schema& schema, const Deck& deck) {
  Uses uses;
  const std::string model = fmt::format("model = {} in {} dimension{}", deck.model, D, D == 1 ? "" : "s");
  visit_named<Dynamics<D>>(
      deck.model, [&](auto type) { note<typename decltype(type)::type>(uses, deck, dynamics_numbers, model); });
  visit_named<PairForce>(deck.pair, [&](auto type) {
    note<typename decltype(type)::type>(uses, deck, pair_numbers, "pair = " + deck.pair);
  });
  visit_named<ExternalForce<D>>(deck.external, [&](auto type) {
    using External = typename decltype(type)::type;
    note<External>(uses, deck, external_numbers<D>, "external = " + deck.external);
    if constexpr (requires { External::whole_pairs; }) {
      if (force_range(deck) > 0.0) {
        schema.refuse("force.external", fmt::format("{} describes whole pairs: set pair = none", deck.external));
      }
    }
  });
  check_uses(schema, uses);
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
  if (deck.self_propulsion) {
    schema.refuse("dynamics.self_propulsion", "is given twice: species.self_propulsion has the speed of each species");
  }
  for (const std::int64_t count : species_counts(deck)) {
    if (count == 0)
      schema.refuse("species.fractions", "a species has no particle: there are too few for the fractions");
  }
  const bool mixes = with_dynamics(deck, []<class Model>(const Model&) {
    return requires { Model::species_component; };
  });
  if (!mixes) {
    schema.refuse("species.fractions",
                  fmt::format("does nothing with model = {}: it has no self-propulsion", deck.model));
  }
}

void check_walls(const Schema& schema, const Deck& deck) {
  if (deck.external != "walls") return;
  if (static_cast<int>(deck.wall_axis) >= deck.dimension) {
    schema.refuse("force.wall_axis", fmt::format("there is no such axis in {} dimension{}", deck.dimension,
                                                 deck.dimension == 1 ? "" : "s"));
  }
  if (!std::isfinite(force_range(deck))) {
    schema.refuse("force.pair",
                  fmt::format("{} reaches through the walls: they need a force of finite range", deck.pair));
  }
  const double edge = box_edges(deck)[static_cast<std::size_t>(deck.wall_axis)];
  if (2.0 * wall_inset(deck) >= edge) {
    schema.refuse("force.wall_margin",
                  fmt::format("no space is left between walls {:.6g} off the faces of a box of edge {:.6g}",
                              wall_inset(deck), edge));
  }
  if (*deck.wall_stiffness * deck.time_step >= 1.0) {
    schema.refuse("force.wall_stiffness", "must be below 1 / dynamics.time_step, or steps overshoot the walls");
  }
  if (needs_push_off(deck)) {
    schema.refuse("system.start", fmt::format("particles that {} pushes apart could end up in a wall: start from a "
                                              "lattice",
                                              deck.pair));
  }
}

}  // namespace

void check_models(const Schema& schema, const Deck& deck) {
  check_dimension<Dynamics>(schema, "dynamics.model", deck.model, deck.dimension);
  check_dimension<ExternalForce>(schema, "force.external", deck.external, deck.dimension);
  check_species(schema, deck);
  in_dimension(deck, [&](auto dimension) { check_in<dimension()>(schema, deck); });
  check_walls(schema, deck);
}

}  // namespace starling::active
