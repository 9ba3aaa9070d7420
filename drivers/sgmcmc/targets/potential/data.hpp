// The data of a sampled potential: configurations with labels, and the potential that is scaled by them.
#pragma once

#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "drivers/sgmcmc/targets/potential/settings.hpp"
#include "engine/io/particles/extended_xyz.hpp"
#include "engine/potentials/configuration_set.hpp"

namespace starling::sgmcmc {

struct PotentialData {
  std::vector<AtomicConfiguration> train;
  std::vector<AtomicConfiguration> monitored;         ///< where forces are monitored: at least one
  std::vector<std::vector<double>> monitored_labels;  ///< forces with noise of their own; empty where there are none
  bool tested = false;                                ///< whether none of the monitored are learned from
  potentials::Potential potential;                    ///< with the statistics of all of the file that is not held out
  /// Sentences about data that are taken but are no good: symmetry functions that depend linearly on each other over what
  /// they are scaled by, so that a posterior of weights has a condition number beyond 1e20 but for its prior, or more of
  /// them than there are atoms.
  std::vector<std::string> remarks;
};

/// Collective over the group. Label noise is N(0, label_noise^2) of (seed, snapshot, component). Monitored are
/// test_snapshots, evenly spaced, of the test file, else of the configurations held out, else of those learned from. Fails
/// with bad_input about a key where labels are missing, elements differ, a configuration does not fit the potential, or
/// what is to test predictions is learned from.
[[nodiscard]] PotentialData read_potential_data(const TargetPlace& place, const PotentialSettings& settings);

/// XXH3, 64 bits, of all that files contribute to the posterior and to what is monitored: the training data, the monitored
/// configurations with their labels, and the potential's elements, cutoff function, symmetry functions and their statistics.
[[nodiscard]] std::string hash_of(const PotentialData& data);

}  // namespace starling::sgmcmc
