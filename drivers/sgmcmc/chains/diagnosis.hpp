// What all chains say together: means with errors, and whether they may be believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/sgmcmc/chains/calibration.hpp"
#include "drivers/sgmcmc/chains/chain.hpp"
#include "drivers/sgmcmc/chains/kinetic_temperature.hpp"
#include "drivers/sgmcmc/chains/predictions.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/statistics/convergence.hpp"

namespace starling::sgmcmc {

/// What chains are: draws of a law that all share; members of an ensemble, of which only means and spreads can be told; or
/// replicates of a calibration, each with a law of its own.
enum class Judgement { law, ensemble, replicates };

/// When chains pass for converged.
struct Thresholds {
  double r_hat = 1.01;
  double effective_draws = 400.0;  ///< bulk and tail, of all chains together
};

/// A function of the position, judged over the chains that have not diverged; over ladders of which no member has.
struct JudgedFunction {
  std::string name;
  Convergence convergence;
};

struct DivergedChain {
  std::int64_t chain;  ///< the member's number, with a ladder
  std::int64_t unit;
};

struct Diagnosis {
  Judgement judgement = Judgement::law;
  std::vector<JudgedFunction> functions;   ///< none with fewer than four draws or no chain left
  std::int64_t chains = 0;                 ///< that are judged
  std::int64_t draws = 0;                  ///< of each
  KineticTemperature kinetic_temperature;  ///< NaN without momenta
  double expected_kinetic_temperature = 1.0;
  double acceptance = 0.0;              ///< of the judged chains' proposals; NaN without any
  std::vector<double> swap_acceptance;  ///< between rungs k and k + 1 of the judged ladders; empty without a ladder
  std::vector<DivergedChain> diverged;
  std::vector<std::string> faults;         ///< sentences; none: nothing speaks against convergence
  std::optional<Predictions> predictions;  ///< where values are known
  std::optional<Calibration> calibration;  ///< of replicates
};

/// Collective over the world, complete on rank 0. Of an ensemble a function has a mean over members' last values, of
/// replicates over their means, with the error between them, and their spread.
[[nodiscard]] Diagnosis diagnose(const EnsemblePlan& plan, const RankGroups& groups,
                                 const std::vector<const Chain*>& own, const Thresholds& thresholds,
                                 Judgement judgement);

/// The results of a run: mean and error of each function.
[[nodiscard]] std::vector<Result> results_of(const Diagnosis& diagnosis);

/// The summary's entry.
[[nodiscard]] nlohmann::ordered_json entry_of(const Diagnosis& diagnosis);

}  // namespace starling::sgmcmc
