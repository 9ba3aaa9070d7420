// The tempering sampler: particles from the prior, moved to the posterior through powers of the likelihood.
#pragma once

#include <memory>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/static_target.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// What a tempering sampler is told.
struct TemperingSettings {
  std::int64_t particles = 0;
  Resampling resampling = Resampling::systematic;
  double ess_target = 0.5;  ///< next temperature: ESS = target N
  int moves = 5;            ///< Metropolis moves per rung; length of the chains when waste-free
  bool waste_free = false;
};

/// A sampler of pi_lambda ~ prior * likelihood^lambda, lambda from 0 to 1 by rungs. A rung: the next lambda such that the
/// ESS is ess_target N; resampling; random-walk Metropolis moves whose covariance is that of the weighted particles times
/// 2.38^2/d. The evidence is the product of the mean weights. Del Moral, Doucet and Jasra, J. R. Stat. Soc. B 68 (2006) 411.
/// Waste-free: N / moves particles are drawn by weight, each begins a chain of `moves` points, and all points are kept. Dau
/// and Chopin, J. R. Stat. Soc. B 84 (2022) 114.
/// Columns of its table: lambda, ess, log_evidence, acceptance. Results: log_likelihood (the log evidence), mean_<c> and
/// variance_<c> of each component. `target` must outlive it.
[[nodiscard]] std::unique_ptr<Method> make_tempering(const MethodPlace& place, const StaticTarget& target,
                                                     const TemperingSettings& settings);

/// The method as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_tempering();

}  // namespace starling::smc
