// The verdict on all chains.
#include "drivers/sgmcmc/chains/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "drivers/sgmcmc/chains/known_values.hpp"
#include "drivers/sgmcmc/chains/wanted_draws.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"

namespace starling::sgmcmc {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// What a member remembers beside its draws.
struct Counts {
  double accepted;
  double diverged;                              ///< the unit; negative if it has not
  std::vector<double> swaps_tried, swaps_done;  ///< by pair of rungs
};

std::vector<Counts> gather_counts(const EnsemblePlan& plan, const RankGroups& groups,
                                  const std::vector<const Chain*>& own) {
  std::vector<double> packed;
  for (const Chain* chain : own) {
    const ChainState& state = chain->state;
    packed.insert(packed.end(), {state.accepted, state.diverged ? static_cast<double>(*state.diverged) : -1.0});
    packed.insert(packed.end(), state.swaps_tried.begin(), state.swaps_tried.end());
    packed.insert(packed.end(), state.swaps_done.begin(), state.swaps_done.end());
  }
  const std::vector<double> all = gather_values(groups, packed);
  const auto pairs = static_cast<std::ptrdiff_t>(plan.rungs()) - 1;
  std::vector<Counts> members;
  for (auto at = all.begin(); at != all.end(); at += 2 + 2 * pairs) {
    members.push_back({at[0], at[1], {at + 2, at + 2 + pairs}, {at + 2 + pairs, at + 2 + 2 * pairs}});
  }
  return members;
}

void judge_function(const JudgedFunction& function, const Thresholds& thresholds, std::vector<std::string>& faults) {
  const Convergence& found = function.convergence;
  if (std::isnan(found.r_hat)) {
    faults.push_back(fmt::format("{} never varies", function.name));
    return;
  }
  if (std::isinf(found.r_hat)) {
    faults.push_back(fmt::format("{} varies in no chain, though it differs between them", function.name));
    return;
  }
  if (found.r_hat >= thresholds.r_hat)
    faults.push_back(fmt::format("{} has R-hat {:.4f} (not below {})", function.name, found.r_hat, thresholds.r_hat));
  if (found.bounded) {
    faults.push_back(
        fmt::format("{} is correlated over so many draws that they are not added up: its effective draws are at most "
                    "what is said, and its error "
                    "at least; draw less often (chains.keep_every) or longer",
                    function.name));
  }
  const double least = std::min(found.bulk_ess, found.tail_ess);
  if (!(least > thresholds.effective_draws)) {
    faults.push_back(fmt::format("{} has {:.0f} effective draws in its {} (not above {:.0f})", function.name, least,
                                 found.bulk_ess <= found.tail_ess ? "bulk" : "tails", thresholds.effective_draws));
  }
}

/// "chain 3", "chains 0, 2 and 12 more".
std::string named(const std::vector<std::size_t>& places, const std::vector<std::int64_t>& chains) {
  constexpr std::size_t most = 8;
  std::string names = places.size() == 1 ? "chain " : "chains ";
  for (std::size_t k = 0; k < std::min(places.size(), most); ++k)
    names += fmt::format("{}{}", k > 0 ? ", " : "", chains[places[k]]);
  if (places.size() > most) names += fmt::format(" and {} more", places.size() - most);
  return names;
}

void find_kinetic_temperature(const EnsemblePlan& plan, const std::vector<std::vector<double>>& draws,
                              const std::vector<std::int64_t>& chains, Diagnosis& diagnosis) {
  diagnosis.kinetic_temperature.mean = unknown;
  if (plan.momenta() < 0 || draws.empty() || diagnosis.draws == 0) return;
  const double expected = diagnosis.expected_kinetic_temperature = plan.kinetic_temperature();
  diagnosis.kinetic_temperature = judge_kinetic_temperature(values_of(plan, draws, plan.judged()), expected);
  const KineticTemperature& found = diagnosis.kinetic_temperature;
  constexpr const char* reason = "the step is too large, or the gradient's noise heats the chains";
  if (found.hot) {
    diagnosis.faults.push_back(
        fmt::format("the kinetic temperature is {:.3f}, and {:.3f} is expected: {}", found.mean, expected, reason));
  } else if (!found.hot_chains.empty()) {
    diagnosis.faults.push_back(fmt::format("the kinetic temperature of {} is above {:.3f}, which is expected: {}",
                                           named(found.hot_chains, chains), expected, reason));
  }
}

/// `members` are those of the chains that are judged.
void count_proposals(const EnsemblePlan& plan, const std::vector<Counts>& members, std::int64_t units,
                     Diagnosis& diagnosis) {
  diagnosis.acceptance = unknown;
  const std::int64_t proposals = plan.sampler_unit(units);
  if (!plan.sampler().proposes() || proposals <= 0 || members.empty()) return;
  double accepted = 0.0;
  for (const Counts& member : members) accepted += member.accepted;
  diagnosis.acceptance = accepted / static_cast<double>(proposals) / static_cast<double>(members.size());
}

void count_swaps(const EnsemblePlan& plan, const std::vector<Counts>& members, Diagnosis& diagnosis) {
  for (std::size_t pair = 0; pair + 1 < static_cast<std::size_t>(plan.rungs()); ++pair) {
    double tried = 0.0;
    double done = 0.0;
    for (const Counts& member : members) {
      tried += member.swaps_tried[pair];
      done += member.swaps_done[pair];
    }
    diagnosis.swap_acceptance.push_back(tried > 0.0 ? done / tried : unknown);
  }
}

/// Names the members that have diverged, and takes their chains or ladders out of what is judged; gives back the numbers of
/// those that are left.
std::vector<std::int64_t> leave_out_diverged(const EnsemblePlan& plan, std::vector<Counts>& members,
                                             std::vector<std::vector<double>>& draws, Diagnosis& diagnosis) {
  const auto rungs = static_cast<std::size_t>(plan.rungs());
  std::vector<bool> out(draws.size(), false);
  for (std::size_t member = 0; member < members.size(); ++member) {
    if (members[member].diverged < 0.0) continue;
    const std::size_t chain = member / rungs;
    const auto unit = static_cast<std::int64_t>(members[member].diverged);
    out[chain] = true;
    diagnosis.diverged.push_back({static_cast<std::int64_t>(member), unit});
    diagnosis.faults.push_back(rungs == 1 ? fmt::format("chain {} diverged by unit {} and is left out", member, unit)
                                          : fmt::format("ladder {} is left out: its member {} diverged by unit {}",
                                                        chain, member % rungs, unit));
  }
  std::vector<std::int64_t> left;
  std::vector<Counts> left_members;
  std::vector<std::vector<double>> left_draws;
  for (std::size_t chain = 0; chain < out.size(); ++chain) {
    if (out[chain]) continue;
    left.push_back(static_cast<std::int64_t>(chain));
    left_draws.push_back(std::move(draws[chain]));
    for (std::size_t k = 0; k < rungs; ++k) left_members.push_back(std::move(members[chain * rungs + k]));
  }
  draws = std::move(left_draws);
  members = std::move(left_members);
  return left;
}

/// Of one number of each member: its last value, which is what it has come to, or its mean.
Convergence spread_of_members(const ChainDraws& values, Judgement judgement) {
  std::vector<double> members;
  for (const std::vector<double>& chain : values) {
    members.push_back(judgement == Judgement::ensemble ? chain.back() : mean_and_error(chain).mean);
  }
  const MeanAndError between = mean_and_error(members);
  Convergence found{between.mean, between.error, between.error * std::sqrt(static_cast<double>(members.size()))};
  found.r_hat = found.bulk_ess = found.tail_ess = found.mean_ess = unknown;
  return found;
}

}  // namespace

Diagnosis diagnose(const EnsemblePlan& plan, const RankGroups& groups, const std::vector<const Chain*>& own,
                   const Thresholds& thresholds, Judgement judgement) {
  Diagnosis diagnosis;
  diagnosis.judgement = judgement;
  std::vector<Counts> members = gather_counts(plan, groups, own);
  std::vector<std::vector<double>> chains = wanted_draws(plan, groups, own);
  if (!groups.world().is_root()) return diagnosis;
  const std::vector<std::int64_t> left = leave_out_diverged(plan, members, chains, diagnosis);
  diagnosis.chains = static_cast<std::int64_t>(chains.size());
  diagnosis.draws = own.front()->draws();
  find_kinetic_temperature(plan, chains, left, diagnosis);
  count_proposals(plan, members, own.front()->done(), diagnosis);
  count_swaps(plan, members, diagnosis);
  const bool drawn = !chains.empty() && diagnosis.draws > 0;
  const auto known =
      drawn && judgement != Judgement::replicates ? plan.target().known(plan.key(0)) : std::vector<KnownValue>{};
  if (!known.empty()) diagnosis.predictions = predict_known(plan, chains, known, judgement == Judgement::ensemble);
  if (drawn && judgement == Judgement::replicates) {
    diagnosis.calibration = calibrate_chains(plan, chains, left);
    // A replicate that is left out may be one of those whose ranks would have convicted the others.
    diagnosis.calibration->faults.insert(diagnosis.calibration->faults.end(), diagnosis.faults.begin(),
                                         diagnosis.faults.end());
  }
  if (judgement != Judgement::law && drawn) {
    for (std::size_t k = 0; k < plan.judged(); ++k) {
      diagnosis.functions.push_back({plan.shown()[k], spread_of_members(values_of(plan, chains, k), judgement)});
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

}  // namespace starling::sgmcmc
