// The data of a sampled potential: configurations with labels, and the potential that is scaled by them.
#pragma once

#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "drivers/sgmcmc/targets/potential/settings.hpp"
#include "engine/io/extended_xyz.hpp"

namespace starling::sgmcmc {

struct PotentialData {
  std::vector<AtomicConfiguration> train;
  std::vector<AtomicConfiguration> test;  ///< from a trajectory of its own; may be empty
  potentials::Potential potential;        ///< with the statistics of all configurations of the training file
};

/// Collective over the group. Label noise is N(0, label_noise^2) of (seed, snapshot, component). Fails with bad_input about a
/// key where labels are missing, elements differ, or a configuration does not fit the potential.
[[nodiscard]] PotentialData read_potential_data(const TargetPlace& place, const PotentialSettings& settings);

/// Where forces are monitored: the first configuration of the test file, or of the training data if there is none.
[[nodiscard]] const AtomicConfiguration& monitored_configuration(const PotentialData& data);

/// XXH3, 64 bits, of all that files contribute to the posterior and to what is monitored: the training data, the monitored
/// configuration, and the potential's elements, cutoff function, symmetry functions and their statistics.
[[nodiscard]] std::string hash_of(const PotentialData& data);

}  // namespace starling::sgmcmc
