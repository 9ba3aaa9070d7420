// What a deck says of a potential that is sampled: its data, its functions and network, and the terms of its posterior.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/potentials/configuration_set.hpp"
#include "engine/potentials/potential.hpp"

namespace starling::sgmcmc {

/// The settings of `target = potential`, `target = linear_potential` and `target = teacher`.
struct PotentialSettings {
  bool linear = false;   ///< no network: E_i is a sum of scaled functions
  bool teacher = false;  ///< every chain learns forces of its own, which a draw from the prior makes

  std::string file;
  std::string test_file;
  std::int64_t snapshots = 0;  ///< the first of the file; 0: all that are not held out
  std::int64_t held_out = 0;   ///< the last of the file, which are not learned from
  double label_noise = 0.0;    ///< added to force labels, eV/Angstrom

  std::string functions_file;  ///< input.nn whose symmetry functions are taken; empty: mw24
  std::string cutoff;          ///< of mw24; empty: cosine
  potentials::Scaling scaling = potentials::Scaling::deviation;
  std::vector<double> hidden = {16, 16};
  std::string activation = "tanh";
  double energy_scale = 0.15;  ///< A, eV
  double repulsion_strength = 0.0;
  std::optional<double> repulsion_range = {};
  std::optional<double> repulsion_cutoff = {};

  double spread = 1.0;                           ///< tau
  double noise_mean = 0.1;                       ///< m_s, eV/Angstrom
  std::optional<double> noise_median = {};       ///< eV/Angstrom; with noise_spread log s is normal about its logarithm
  std::optional<double> noise_spread = {};       ///< standard deviation of log s
  std::optional<double> energy_noise_mean = {};  ///< eV per configuration; energies are left out if unset
  std::optional<double> virial_noise_mean = {};  ///< eV per configuration
  std::optional<double> start_noise = {};        ///< s of forces where chains begin; a prior draw if unset
  std::optional<double> whitened_noise = {};     ///< of linear potentials: see Whitening; not whitened if unset
  potentials::Storage storage = potentials::Storage::f64;
  std::int64_t test_snapshots = 1;  ///< where forces are monitored
  std::int64_t test_forces = 4;     ///< of each
};

}  // namespace starling::sgmcmc
