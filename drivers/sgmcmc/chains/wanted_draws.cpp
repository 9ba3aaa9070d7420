// Gathering what members have shown, and picking the lowest rung.
#include "drivers/sgmcmc/chains/wanted_draws.hpp"

#include <algorithm>
#include <cmath>

#include "engine/comm/member_gather.hpp"

namespace starling::sgmcmc {

std::vector<std::vector<double>> wanted_draws(const EnsemblePlan& plan, const RankGroups& groups,
                                              const std::vector<const Chain*>& own) {
  std::vector<double> packed;
  for (const Chain* chain : own) packed.insert(packed.end(), chain->shown().begin(), chain->shown().end());
  const std::vector<double> all = gather_values(groups, packed);
  if (!groups.world().is_root()) return {};
  const std::size_t width = plan.shown().size();
  const std::size_t each = own.front()->shown().size();
  if (plan.rungs() == 1) {
    std::vector<std::vector<double>> chains;
    for (std::size_t c = 0; c < static_cast<std::size_t>(plan.members()); ++c) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(c * each);
      chains.emplace_back(first, first + static_cast<std::ptrdiff_t>(each));
    }
    return chains;
  }
  std::vector<std::vector<double>> ladders(static_cast<std::size_t>(plan.settings().count), std::vector<double>(each));
  const auto step = static_cast<std::ptrdiff_t>(width);
  const auto of_member = [&](std::size_t member, std::size_t at) {
    return all.begin() + static_cast<std::ptrdiff_t>(member * each + at);
  };
  for (std::size_t member = 0; member < static_cast<std::size_t>(plan.members()); ++member) {
    for (std::size_t at = 0; at < each; at += width) {
      const auto first = of_member(member, at);
      if (first[step - 1] != 0.0) continue;
      std::vector<double>& ladder = ladders[member / static_cast<std::size_t>(plan.rungs())];
      std::copy(first, first + step, ladder.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  // A ladder without one of its rungs samples something else.
  for (std::size_t member = 0; member < static_cast<std::size_t>(plan.members()); ++member) {
    for (std::size_t at = 0; at < each; at += width) {
      if (!std::isnan(*of_member(member, at))) continue;
      const auto first =
          ladders[member / static_cast<std::size_t>(plan.rungs())].begin() + static_cast<std::ptrdiff_t>(at);
      std::fill(first, first + step - 1, *of_member(member, at));
    }
  }
  return ladders;
}

ChainDraws values_of(const EnsemblePlan& plan, const std::vector<std::vector<double>>& chains, std::size_t function) {
  ChainDraws values;
  for (const std::vector<double>& draws : chains) {
    std::vector<double>& of_chain = values.emplace_back();
    for (std::size_t at = function; at < draws.size(); at += plan.shown().size()) of_chain.push_back(draws[at]);
  }
  return values;
}

}  // namespace starling::sgmcmc
