// The contents of the registries.
#include "drivers/active/model.hpp"

#include <algorithm>

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
    using Dynamic = typename decltype(type)::type;
    if constexpr (!requires { Dynamic::species_component; }) all.add_model<Dynamic>();
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

}  // namespace starling::active
