// Data tempering: particles from the prior that see one observation after the other, and what learning so costs.
#pragma once

#include <memory>
#include <optional>

#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/static_target.hpp"
#include "engine/deck/choice.hpp"

namespace starling::smc {

/// What data tempering is told.
struct DataTemperingSettings {
  std::int64_t particles = 0;
  Resampling resampling = Resampling::systematic;
  double ess_threshold = 0.5;        ///< resample and move when ESS < threshold N
  int moves = 20;                    ///< Metropolis moves after a resampling
  std::optional<double> divergence;  ///< epsilon of the bound of the regret
};

/// A sampler of prior * likelihood of the first t observations, t = 1, ..., n: weights are multiplied by the next
/// observation's likelihood; where the ESS falls below the threshold, resampling and random-walk Metropolis moves. Chopin,
/// Biometrika 89 (2002) 539. Log loss: -log p(y_t | y_1 ... y_{t-1}) of the Bayesian mixture; regret: their sum less the loss
/// of the best single particle. With eps, E the points whose loss is within n eps of the best one's: regret <= n eps - log
/// prior mass of E; the mass is estimated from the last particles.
/// Columns of its table: ess, log_loss, cumulative_log_loss, best_log_loss, regret, acceptance. Results: log_likelihood (the
/// log evidence), best_log_loss, regret, regret_bound, mean_<c> and variance_<c> of each component. `target` must outlive it.
[[nodiscard]] std::unique_ptr<Method> make_data_tempering(const MethodPlace& place, const StaticTarget& target,
                                                          const DataTemperingSettings& settings);

/// The method as a deck names it.
[[nodiscard]] std::unique_ptr<Chosen> chosen_data_tempering();

}  // namespace starling::smc
