// Building forces and dynamics from the deck.
#include "drivers/active/model.hpp"

#include <algorithm>

#include "drivers/active/numbers.hpp"
#include "engine/failure.hpp"

namespace starling::active {

namespace {

template <class... Lists>
std::vector<std::string> names_in() {
  std::vector<std::string> names;
  const auto add = [&](auto type) {
    const std::string name = decltype(type)::type::name;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  (for_each_type<Lists>(add), ...);
  return names;
}

template <class List, class Parameters>
List made(const std::string& name, const Parameters& parameters) {
  std::optional<List> model = make_by_name<List>(name, parameters);
  if (!model) fail(ExitCode::internal_error, "{} is in no registry of this dimension", name);
  return *std::move(model);
}

}  // namespace

// The plane comes first: it has most forms.
std::vector<std::string> pair_force_names() { return names_in<PairForce>(); }
std::vector<std::string> external_force_names() {
  return names_in<ExternalForce<2>, ExternalForce<3>, ExternalForce<1>>();
}
std::vector<std::string> dynamics_names() { return names_in<Dynamics<2>, Dynamics<3>, Dynamics<1>>(); }

DynamicsParameters dynamics_parameters(const Deck& deck) {
  DynamicsParameters parameters{};
  parameters.time_step = deck.time_step;
  take_numbers(dynamics_numbers, deck, parameters);
  // check() has made sure that there are no more.
  parameters.species = std::min(most_species, static_cast<int>(deck.species_self_propulsion.size()));
  std::copy_n(deck.species_self_propulsion.begin(), parameters.species, parameters.species_self_propulsion);
  return parameters;
}

std::vector<DynamicsParameters> species_parameters(const Deck& deck) {
  const DynamicsParameters all = dynamics_parameters(deck);
  std::vector<DynamicsParameters> each(std::max(1, all.species), all);
  for (int s = 0; s < all.species; ++s) each[s].self_propulsion = all.species_self_propulsion[s];
  return each;
}

PairForce make_pair_force(const Deck& deck) {
  PairParameters parameters{};
  parameters.strength = deck.strength;
  parameters.diameter = force_diameter(deck);
  take_numbers(pair_numbers, deck, parameters);
  return made<PairForce>(deck.pair, parameters);
}

template <int D>
ExternalForce<D> make_external_force(const Deck& deck) {
  ExternalParameters<D> parameters{};
  parameters.box = make_box<D>(deck);
  parameters.strength = deck.strength;
  parameters.diameter = force_diameter(deck);
  take_numbers(external_numbers<D>, deck, parameters);
  parameters.wall_axis = static_cast<int>(deck.wall_axis);
  parameters.wall_margin = deck.wall_margin.value_or(force_diameter(deck));
  parameters.pair_range = force_range(deck);
  return made<ExternalForce<D>>(deck.external, parameters);
}

template <int D>
Dynamics<D> make_dynamics(const Deck& deck) {
  return made<Dynamics<D>>(deck.model, dynamics_parameters(deck));
}

bool has_activity(const Deck& deck) {
  return with_dynamics(deck, []<class Model>(const Model&) { return Model::activity_components > 0; });
}

int model_components(const Deck& deck, int carried) { return carried - (is_mixture(deck) ? 1 : 0); }

template ExternalForce<1> make_external_force<1>(const Deck&);
template ExternalForce<2> make_external_force<2>(const Deck&);
template ExternalForce<3> make_external_force<3>(const Deck&);
template Dynamics<1> make_dynamics<1>(const Deck&);
template Dynamics<2> make_dynamics<2>(const Deck&);
template Dynamics<3> make_dynamics<3>(const Deck&);

}  // namespace starling::active
