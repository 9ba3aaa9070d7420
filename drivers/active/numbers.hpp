// Which key of the deck gives which number of a force or a dynamics.
#pragma once

#include <array>

#include "drivers/active/deck.hpp"
#include "kernels/dynamics/parameters.hpp"
#include "kernels/forces/external/terms.hpp"
#include "kernels/forces/parameters.hpp"

namespace starling::active {

/// A key that may be left out, and the number that it sets.
template <class Parameters>
struct Number {
  const char* key;
  std::optional<double> Deck::*value;
  double Parameters::*member;
};

/// For the dynamics; the time step apart.
inline constexpr std::array dynamics_numbers{
    Number<DynamicsParameters>{"dynamics.self_propulsion", &Deck::self_propulsion,
                               &DynamicsParameters::self_propulsion},
    Number<DynamicsParameters>{"dynamics.relaxation_rate", &Deck::relaxation_rate,
                               &DynamicsParameters::relaxation_rate},
    Number<DynamicsParameters>{"dynamics.translational_diffusion", &Deck::translational_diffusion,
                               &DynamicsParameters::translational_diffusion},
    Number<DynamicsParameters>{"dynamics.rotational_diffusion", &Deck::rotational_diffusion,
                               &DynamicsParameters::rotational_diffusion},
    Number<DynamicsParameters>{"dynamics.chirality", &Deck::chirality, &DynamicsParameters::chirality},
    Number<DynamicsParameters>{"dynamics.coupling", &Deck::coupling, &DynamicsParameters::coupling},
    Number<DynamicsParameters>{"dynamics.tumble_rate", &Deck::tumble_rate, &DynamicsParameters::tumble_rate}};

/// For the pair force; strength and diameter, which have defaults, apart.
inline constexpr std::array pair_numbers{
    Number<PairParameters>{"force.steepness", &Deck::steepness, &PairParameters::steepness},
    Number<PairParameters>{"force.cutoff", &Deck::cutoff, &PairParameters::cutoff}};

/// For the external force; strength, diameter and the box apart.
template <int D>
inline constexpr std::array external_numbers{
    Number<ExternalParameters<D>>{"force.steepness", &Deck::steepness, &ExternalParameters<D>::steepness},
    Number<ExternalParameters<D>>{"force.trap_stiffness", &Deck::trap_stiffness,
                                  &ExternalParameters<D>::trap_stiffness},
    Number<ExternalParameters<D>>{"force.wall_stiffness", &Deck::wall_stiffness,
                                  &ExternalParameters<D>::wall_stiffness},
    Number<ExternalParameters<D>>{"force.wall_margin", &Deck::wall_margin, &ExternalParameters<D>::wall_margin}};

/// Sets the numbers that the deck gives.
template <class Numbers, class Parameters>
void take_numbers(const Numbers& numbers, const Deck& deck, Parameters& parameters) {
  for (const auto& number : numbers) parameters.*number.member = (deck.*number.value).value_or(0.0);
}

}  // namespace starling::active
