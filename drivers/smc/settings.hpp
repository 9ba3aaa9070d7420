// What the deck says about the method, and the data, as plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/smc/state_space.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/state_space/arrays.hpp"

namespace starling::smc {

enum class MethodName { bootstrap, guided, auxiliary, paris, paris_gibbs, entropic, tempering, ffbs };

/// Selection by w^(1/tau) of the entropic filter: tau from ESS (corrected, or as published), or from the entropy of the
/// weights (corrected).
enum class Annealing { none, corrected, annealed_published, entropy };

/// What a filter does where every particle has weight zero: it stops the run, or its estimate of the evidence is zero.
enum class OnExtinction { stop, zero };

/// The [method] section.
struct MethodSettings {
  MethodName name = MethodName::bootstrap;
  std::int64_t particles = 0;
  Resampling resampling = Resampling::systematic;
  double ess_threshold = 0.5;        ///< resample when ESS < threshold N; 1: at every time
  int backward_draws = 2;            ///< M of PaRIS; trajectories of ffbs are `trajectories`
  std::int64_t trajectories = 1000;  ///< of ffbs
  std::int64_t chains = 1;   ///< of paris_gibbs: independent chains a replica (each a replica of its own to the loop)
  std::int64_t sweeps = 0;   ///< of paris_gibbs
  std::int64_t burn_in = 0;  ///< sweeps left out of the roll-out average
  Functional functional = Functional::product;
  Annealing annealing = Annealing::corrected;
  OnExtinction on_extinction = OnExtinction::stop;
  bool look_ahead = false;  ///< entropic: modulate selection by the model's look-ahead
  // tempering
  double ess_target = 0.5;  ///< next temperature: ESS = target N
  int moves = 5;            ///< Metropolis moves a rung; length of the chains when waste-free
  bool waste_free = false;
};

/// What is written at which times.
struct TableSettings {
  std::int64_t observe_every = 1;  ///< means, variances and quantiles at every so many times; 0: never
  std::vector<double> quantiles;   ///< probabilities
  bool genealogy = false;          ///< keep ancestors of all times
};

/// One observation a time.
using Observations = std::vector<Observation>;

/// Which random numbers a replica draws: kernels' keys are make_key(seed, replica, chain, sweep).
struct Stream {
  std::uint64_t seed = 1;
  std::uint32_t replica = 0;
};

}  // namespace starling::smc
