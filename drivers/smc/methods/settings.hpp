// The deck's settings of methods and their data, as plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/smc/models/state_space.hpp"
#include "engine/population/weighted_population.hpp"
#include "kernels/state_space/arrays.hpp"

namespace starling {
class PhaseTimer;
}

namespace starling::smc {

/// Selection by w^(1/tau) of the entropic filter: tau from ESS (corrected, or as published), or from the entropy of the
/// weights (corrected).
enum class Annealing { none, corrected, annealed_published, entropy };

/// What a filter does where every particle has weight zero: it stops the run, or its estimate of the evidence is zero.
enum class OnExtinction { stop, zero };

/// What a particle filter is told; a bootstrap filter's by default.
struct FilterSettings {
  std::int64_t particles = 0;
  Resampling resampling = Resampling::systematic;
  double ess_threshold = 0.5;  ///< resample when ESS < threshold N; 1: at every time
  OnExtinction on_extinction = OnExtinction::stop;
  Proposal proposal = Proposal::transition;  ///< guided: drawn from the model's proposal where it has one
  bool look_ahead = false;                   ///< selection is modulated by the model's look-ahead
  Annealing annealing = Annealing::none;
};

/// What is written at which times.
struct TableSettings {
  std::int64_t observe_every = 1;  ///< means, variances and quantiles at every so many times; 0: never
  std::vector<double> quantiles;   ///< probabilities
  bool genealogy = false;          ///< keep ancestors of all times
};

/// One observation per time.
using Observations = std::vector<Observation>;

/// Which random numbers a method draws: kernels' keys are make_key(seed, replica, chain, sweep).
struct Stream {
  std::uint64_t seed = 1;
  std::uint32_t replica = 0;
  std::uint32_t chain = 0;
};

/// Where a method computes, what measures its time, and its random numbers. Group and timer outlive it.
struct MethodPlace {
  const Communicator& group;
  PhaseTimer& timer;
  Stream stream;
};

}  // namespace starling::smc
