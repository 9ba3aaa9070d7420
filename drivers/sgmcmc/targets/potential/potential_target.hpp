// The posterior of a potential's parameters and of the noise of its labels.
#pragma once

#include <memory>

#include "drivers/sgmcmc/targets/potential/data.hpp"
#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// U = sum over force components of [(F - F_ref)^2 / 2 s^2 + u] + sum of w^2 / 2 tau^2 + s/m_s - u, with s = e^u: Gaussian noise
/// of the labels, whose scale s has an exponential prior of mean m_s, sampled as u with its Jacobian. Energies and the six
/// components of virials may join, each with a scale of its own. Parameters are the networks' (layout_of) and then
/// log_force_noise, log_energy_noise, log_virial_noise.
///
/// With a normal prior of u, s/m_s - u is (u - log m)^2 / 2 spread^2 instead.
///
/// With a teacher every chain has data of its own: labels that a draw from the prior makes, parameters and s, of which the
/// chain's key decides. There the chain begins, so that it has the law of its posterior from the start.
///
/// Items are configurations; those of a batch are shared out among the ranks by position, and every rank holds them all.
[[nodiscard]] std::unique_ptr<Target> make_potential_target(const TargetPlace& place, const PotentialSettings& settings,
                                                            const PotentialData& data);

[[nodiscard]] std::unique_ptr<Chosen> chosen_potential();
[[nodiscard]] std::unique_ptr<Chosen> chosen_linear_potential();
[[nodiscard]] std::unique_ptr<Chosen> chosen_teacher();

}  // namespace starling::sgmcmc
