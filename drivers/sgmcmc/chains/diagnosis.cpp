// The verdict on all chains.
#include "drivers/sgmcmc/chains/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "drivers/sgmcmc/chains/wanted_draws.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::sgmcmc {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
/// Kinetic temperatures above this, if sure, tell of too large a step or of noisy gradients.
constexpr double hottest = 1.02;

/// What members remember beside their draws, by member.
struct Counts {
  std::vector<double> accepted, swaps_tried, swaps_done, diverged;
};

Counts gather_counts(const RankGroups& groups, const std::vector<const Chain*>& own) {
  std::vector<double> packed;
  for (const Chain* chain : own) {
    const ChainState& state = chain->state;
    packed.insert(packed.end(),
                  {state.accepted, static_cast<double>(state.swaps_tried), static_cast<double>(state.swaps_done),
                   state.diverged ? static_cast<double>(*state.diverged) : -1.0});
  }
  const std::vector<double> all = gather_values(groups, packed);
  Counts counts;
  for (std::size_t at = 0; at < all.size(); at += 4) {
    counts.accepted.push_back(all[at]);
    counts.swaps_tried.push_back(all[at + 1]);
    counts.swaps_done.push_back(all[at + 2]);
    counts.diverged.push_back(all[at + 3]);
  }
  return counts;
}

void judge_function(const JudgedFunction& function, const Thresholds& thresholds, std::vector<std::string>& faults) {
  const Convergence& found = function.convergence;
  if (!std::isfinite(found.r_hat)) {
    faults.push_back(fmt::format("{} never varies", function.name));
    return;
  }
  if (found.r_hat >= thresholds.r_hat)
    faults.push_back(fmt::format("{} has R-hat {:.4f} (not below {})", function.name, found.r_hat, thresholds.r_hat));
  const double least = std::min(found.bulk_ess, found.tail_ess);
  if (!(least > thresholds.effective_draws)) {
    faults.push_back(fmt::format("{} has {:.0f} effective draws in its {} (not above {:.0f})", function.name, least,
                                 found.bulk_ess <= found.tail_ess ? "bulk" : "tails", thresholds.effective_draws));
  }
}

void find_kinetic_temperature(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains,
                              Diagnosis& diagnosis) {
  diagnosis.kinetic_temperature = diagnosis.kinetic_error = none;
  if (plan.momenta() < 0 || chains.empty() || diagnosis.draws == 0) return;
  std::vector<double> means;
  for (const std::vector<double>& draws : chains) {
    double sum = 0.0;
    for (std::size_t at = plan.judged(); at < draws.size(); at += plan.shown().size()) sum += draws[at];
    means.push_back(sum / static_cast<double>(diagnosis.draws));
  }
  const MeanAndError between = mean_and_error(means);
  diagnosis.kinetic_temperature = between.mean;
  diagnosis.kinetic_error = between.error;
  const bool sure = !std::isfinite(between.error) || between.mean - 3.0 * between.error > 1.0;
  if (between.mean > hottest && sure) {
    diagnosis.faults.push_back(fmt::format(
        "the kinetic temperature is {:.3f} of what it should be: the step is too large, or the gradient's noise "
        "heats the chains",
        between.mean));
  }
}

void count_proposals(const EnsemblePlan& plan, const Counts& counts, std::int64_t units, Diagnosis& diagnosis) {
  diagnosis.acceptance = none;
  const std::int64_t proposals = plan.sampler_unit(units);
  if (!plan.sampler().proposes() || proposals <= 0) return;
  double accepted = 0.0;
  for (const double count : counts.accepted) accepted += count;
  diagnosis.acceptance = accepted / static_cast<double>(proposals) / static_cast<double>(counts.accepted.size());
}

void count_swaps(const EnsemblePlan& plan, const Counts& counts, Diagnosis& diagnosis) {
  for (std::int64_t rung = 0; plan.rungs() > 1 && rung < plan.rungs(); ++rung) {
    double tried = 0.0;
    double done = 0.0;
    for (auto member = static_cast<std::size_t>(rung); member < counts.swaps_tried.size();
         member += static_cast<std::size_t>(plan.rungs())) {
      tried += counts.swaps_tried[member];
      done += counts.swaps_done[member];
    }
    diagnosis.swap_acceptance.push_back(tried > 0.0 ? done / tried : none);
  }
}

/// The values of one function, by chain.
ChainDraws values_of(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains, std::size_t function) {
  ChainDraws values;
  for (const std::vector<double>& draws : chains) {
    std::vector<double>& of_chain = values.emplace_back();
    for (std::size_t at = function; at < draws.size(); at += plan.shown().size()) of_chain.push_back(draws[at]);
  }
  return values;
}

/// Of the members' last values, which is what they have come to.
Convergence spread_of_members(const ChainDraws& values) {
  std::vector<double> last;
  for (const std::vector<double>& chain : values) last.push_back(chain.back());
  const MeanAndError between = mean_and_error(last);
  Convergence found{between.mean, between.error, between.error * std::sqrt(static_cast<double>(last.size()))};
  found.r_hat = found.bulk_ess = found.tail_ess = found.mean_ess = none;
  return found;
}

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

}  // namespace

Diagnosis diagnose(const EnsemblePlan& plan, const RankGroups& groups, const std::vector<const Chain*>& own,
                   const Thresholds& thresholds, Judgement judgement) {
  Diagnosis diagnosis;
  diagnosis.judgement = judgement;
  const Counts counts = gather_counts(groups, own);
  std::vector<std::vector<double>> chains = wanted_draws(plan, groups, own);
  if (!groups.world().is_root()) return diagnosis;
  for (std::size_t member = 0; member < counts.diverged.size(); ++member) {
    const double unit = counts.diverged[member];
    if (unit >= 0.0) diagnosis.diverged.push_back({static_cast<std::int64_t>(member), static_cast<std::int64_t>(unit)});
  }
  for (const DivergedChain& diverged : diagnosis.diverged)
    diagnosis.faults.push_back(
        fmt::format("chain {} diverged by unit {} and is left out", diverged.chain, diverged.unit));
  std::erase_if(chains, [&](const std::vector<double>& draws) {
    for (std::size_t at = 0; at < draws.size(); at += plan.shown().size()) {
      if (!std::isfinite(draws[at])) return true;
    }
    return false;
  });
  diagnosis.chains = static_cast<std::int64_t>(chains.size());
  diagnosis.draws = own.front()->draws();
  find_kinetic_temperature(plan, chains, diagnosis);
  count_proposals(plan, counts, own.front()->done(), diagnosis);
  count_swaps(plan, counts, diagnosis);
  if (judgement == Judgement::ensemble && !chains.empty() && diagnosis.draws > 0) {
    for (std::size_t k = 0; k < plan.judged(); ++k) {
      diagnosis.functions.push_back({plan.shown()[k], spread_of_members(values_of(plan, chains, k))});
    }
    return diagnosis;
  }
  if (chains.empty() || diagnosis.draws < static_cast<std::int64_t>(fewest_draws)) {
    diagnosis.faults.push_back(
        fmt::format("there are {} draws of {} chains: too few to judge", diagnosis.draws, diagnosis.chains));
    return diagnosis;
  }
  for (std::size_t k = 0; k < plan.judged(); ++k) {
    diagnosis.functions.push_back({plan.shown()[k], judge_convergence(values_of(plan, chains, k))});
    judge_function(diagnosis.functions.back(), thresholds, diagnosis.faults);
  }
  if (chains.size() < 2) diagnosis.faults.emplace_back("a single chain cannot show whether chains agree");
  return diagnosis;
}

std::vector<Result> results_of(const Diagnosis& diagnosis) {
  std::vector<Result> results;
  for (const JudgedFunction& function : diagnosis.functions) {
    const bool of_law = diagnosis.judgement == Judgement::law;
    Result result{function.name, function.convergence.mean, function.convergence.error,
                  of_law ? diagnosis.chains * diagnosis.draws : diagnosis.chains};
    if (!std::isfinite(result.error)) result.reason = of_law ? "it never varies" : "there is one member only";
    results.push_back(result);
  }
  return results;
}

nlohmann::ordered_json entry_of(const Diagnosis& diagnosis) {
  nlohmann::ordered_json entry;
  entry["converged"] = nullptr;
  if (diagnosis.judgement == Judgement::law) entry["converged"] = diagnosis.faults.empty();
  entry["faults"] = diagnosis.faults;
  entry["chains"] = diagnosis.chains;
  entry["draws"] = diagnosis.draws;
  nlohmann::ordered_json functions = nlohmann::ordered_json::object();
  for (const JudgedFunction& function : diagnosis.functions) {
    const Convergence& found = function.convergence;
    functions[function.name] = {{"r_hat", number(found.r_hat)},
                                {"bulk_ess", number(found.bulk_ess)},
                                {"tail_ess", number(found.tail_ess)},
                                {"standard_deviation", number(found.standard_deviation)}};
  }
  entry["functions"] = functions;
  if (std::isfinite(diagnosis.kinetic_temperature)) {
    entry["kinetic_temperature"] = {{"mean", diagnosis.kinetic_temperature},
                                    {"standard_error", number(diagnosis.kinetic_error)}};
  }
  if (std::isfinite(diagnosis.acceptance)) entry["acceptance"] = diagnosis.acceptance;
  if (!diagnosis.swap_acceptance.empty()) {
    nlohmann::ordered_json swaps = nlohmann::ordered_json::array();
    for (const double acceptance : diagnosis.swap_acceptance) swaps.push_back(number(acceptance));
    entry["swap_acceptance"] = swaps;
  }
  nlohmann::ordered_json diverged = nlohmann::ordered_json::array();
  for (const DivergedChain& chain : diagnosis.diverged)
    diverged.push_back({{"chain", chain.chain}, {"unit", chain.unit}});
  entry["diverged"] = diverged;
  return entry;
}

}  // namespace starling::sgmcmc
