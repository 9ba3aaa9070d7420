// Building forces and dynamics from the deck.
#include "drivers/active/model.hpp"

#include "engine/runtime/failure.hpp"

namespace starling::active {

PairForce make_pair_force(const Deck& deck) {
  const PairParameters parameters{deck.strength, deck.steepness.value_or(0.0), force_diameter(deck),
                                  deck.cutoff.value_or(0.0)};
  switch (deck.pair) {
    case Pair::none:
      break;
    case Pair::softplus:
      return Softplus::from(parameters);
    case Pair::wca:
      return Wca::from(parameters);
    case Pair::harmonic:
      return Harmonic::from(parameters);
    case Pair::spring:
      return Spring::from(parameters);
  }
  return NoPair::from(parameters);
}

template <int D>
ExternalForce<D> make_external_force(const Deck& deck) {
  const ExternalParameters<D> parameters{make_box<D>(deck), deck.trap_stiffness.value_or(0.0), deck.strength,
                                         deck.steepness.value_or(0.0), force_diameter(deck)};
  switch (deck.external) {
    case External::none:
      break;
    case External::harmonic_trap:
      return HarmonicTrap<D>::from(parameters);
    case External::ring_pair:
      return RingPair<D>::from(parameters);
  }
  return NoExternal<D>::from(parameters);
}

template <int D>
Dynamics<D> make_dynamics(const Deck& deck) {
  const DynamicsParameters parameters{deck.time_step,
                                      deck.self_propulsion.value_or(0.0),
                                      deck.relaxation_rate.value_or(0.0),
                                      deck.translational_diffusion.value_or(0.0),
                                      deck.rotational_diffusion.value_or(0.0),
                                      deck.chirality.value_or(0.0),
                                      deck.coupling.value_or(0.0)};
  switch (deck.model) {
    case Model::active_ou:
      if (parameters.translational_diffusion > 0.0) return ActiveOrnsteinUhlenbeck<D, true>::from(parameters);
      return ActiveOrnsteinUhlenbeck<D, false>::from(parameters);
    case Model::active_brownian:
      if constexpr (D > 1) return ActiveBrownian<D>::from(parameters);
      break;
    case Model::exact_control:
      return ExactControl<D>::from(parameters);
    case Model::brownian:
      return Brownian<D>::from(parameters);
  }
  fail(ExitCode::internal_error, "the model has no form in {} dimensions", D);
}

template ExternalForce<1> make_external_force<1>(const Deck&);
template ExternalForce<2> make_external_force<2>(const Deck&);
template ExternalForce<3> make_external_force<3>(const Deck&);
template Dynamics<1> make_dynamics<1>(const Deck&);
template Dynamics<2> make_dynamics<2>(const Deck&);
template Dynamics<3> make_dynamics<3>(const Deck&);

}  // namespace starling::active
