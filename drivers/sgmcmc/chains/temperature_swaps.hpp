// Replica exchange: which chains of a ladder exchange their temperatures.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/sgmcmc/chains/ensemble_plan.hpp"

namespace starling::sgmcmc {

/// Of the members on rungs k and k + 1; `lower` is the one that was on rung k.
struct SwapAttempt {
  std::int64_t rung;
  std::int64_t lower;
  bool done;
};

/// In each ladder the pairs of rungs (k, k + 1) of one parity, that of `round`, exchange temperatures if
/// log v < delta (U_k - U_k+1 - delta sigma^2), delta = 1/tau_k - 1/tau_k+1 over the posterior temperature, v uniform of
/// (key of the ladder; k, round), sigma^2 the variance of one energy. So noisy energies leave the laws as they are (Ceperley
/// and Dewing, J. Chem. Phys. 110 (1999) 9812; Deng, Feng, Gao, Liang and Lin, ICML (2020)). `energies` and `rungs` are
/// those of all members; a pair without an energy (NaN) stays.
[[nodiscard]] std::vector<SwapAttempt> swap_temperatures(const EnsemblePlan& plan, std::int64_t round,
                                                         const std::vector<double>& energies,
                                                         std::vector<std::int64_t>& rungs);

}  // namespace starling::sgmcmc
