// Whether chains' momenta are as warm as their sampler keeps them.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/statistics/convergence.hpp"

namespace starling::sgmcmc {

/// What p.p / d T says over chains and draws.
struct KineticTemperature {
  double mean = 0.0;
  double error = 0.0;  ///< between chains; NaN with fewer than two
  bool hot = false;    ///< the mean is above 1.02 of what is expected, and surely (three standard errors) above it
  std::vector<std::size_t> hot_chains;  ///< whose own mean is, by its own error; surer, the more chains are looked at
};

/// `values[chain][draw]`, at least one of each; `expected` is what the sampler keeps momenta at
/// (Sampler::kinetic_temperature). A chain of fewer than `fewest_draws` draws is not judged by itself.
[[nodiscard]] KineticTemperature judge_kinetic_temperature(const ChainDraws& values, double expected);

}  // namespace starling::sgmcmc
