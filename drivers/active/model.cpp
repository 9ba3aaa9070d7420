// Building forces and dynamics from the deck.
#include "drivers/active/model.hpp"

#include <algorithm>

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

template <class List, class ParametersOf>
List made(const std::string& name, const ParametersOf& parameters_of) {
  std::optional<List> model = make_by_name<List>(name, parameters_of);
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

DeclaredNumbers declared_dynamics_numbers() {
  // Without mixtures, which come first in a registry and have fewer numbers.
  DeclaredNumbers all;
  const auto declare = [&all](auto type) {
    using Model = typename decltype(type)::type;
    if constexpr (!requires { Model::species_component; }) all.add_model<Model>();
  };
  for_each_type<Dynamics<2>>(declare);
  for_each_type<Dynamics<3>>(declare);
  for_each_type<Dynamics<1>>(declare);
  return all;
}

DeclaredNumbers declared_force_numbers() {
  return DeclaredNumbers::of<PairForce, ExternalForce<2>, ExternalForce<3>, ExternalForce<1>>();
}

PairForce make_pair_force(const Deck& deck) {
  return made<PairForce>(deck.pair, [&](auto type) {
    auto parameters = read_parameters<typename decltype(type)::type>(deck.force);
    parameters.strength = deck.strength;
    parameters.diameter = force_diameter(deck);
    return parameters;
  });
}

template <int D>
ExternalForce<D> make_external_force(const Deck& deck) {
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

template <int D>
Dynamics<D> make_dynamics(const Deck& deck) {
  return made<Dynamics<D>>(deck.model,
                           [&](auto type) { return dynamics_parameters<typename decltype(type)::type>(deck); });
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
