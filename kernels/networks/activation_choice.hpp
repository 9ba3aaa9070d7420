// Activation functions that are chosen as the program runs: a layer asks once for all of its rows.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "kernels/networks/activate.hpp"
#include "kernels/networks/activations.hpp"

namespace starling::networks {

/// The place of an activation function in Activations.
using ActivationPlace = int;

namespace choice {

template <class List>
struct Of;

template <class... Activation>
struct Of<std::variant<Activation...>> {
  template <class Real>
  STARLING_FUNCTION static void activate(ActivationPlace place, ConstDualRows<Real> z, DualRows<Real> a) {
    ActivationPlace at = 0;
    ((place == at++ ? networks::activate<Activation>(z, a) : void()), ...);
  }
  template <class Real>
  STARLING_FUNCTION static void reverse(ActivationPlace place, ConstDualRows<Real> z, ConstDualRows<Real> abar,
                                        DualRows<Real> zbar) {
    ActivationPlace at = 0;
    ((place == at++ ? networks::reverse_activate<Activation>(z, abar, zbar) : void()), ...);
  }
};

}  // namespace choice

/// The place of the activation function of this name; empty if there is none.
inline std::optional<ActivationPlace> activation_named(std::string_view name) {
  std::optional<ActivationPlace> place;
  ActivationPlace at = 0;
  for_each_type<Activations>([&](auto type) {
    if (name == decltype(type)::type::name) place = at;
    ++at;
  });
  return place;
}

/// activate() of the activation at this place.
template <class Real>
STARLING_FUNCTION void activate(ActivationPlace place, ConstDualRows<Real> z, DualRows<Real> a) {
  choice::Of<Activations>::activate(place, z, a);
}

/// reverse_activate() of the activation at this place.
template <class Real>
STARLING_FUNCTION void reverse_activate(ActivationPlace place, ConstDualRows<Real> z, ConstDualRows<Real> abar,
                                        DualRows<Real> zbar) {
  choice::Of<Activations>::reverse(place, z, abar, zbar);
}

}  // namespace starling::networks
