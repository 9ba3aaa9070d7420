// Gathering what members have shown, and picking the lowest rung.
#include "drivers/sgmcmc/chains/wanted_draws.hpp"

#include <algorithm>

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
  for (std::size_t member = 0; member < static_cast<std::size_t>(plan.members()); ++member) {
    for (std::size_t at = 0; at < each; at += width) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(member * each + at);
      if (first[static_cast<std::ptrdiff_t>(width) - 1] != 0.0) continue;
      std::vector<double>& ladder = ladders[member / static_cast<std::size_t>(plan.rungs())];
      std::copy(first, first + static_cast<std::ptrdiff_t>(width), ladder.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  return ladders;
}

}  // namespace starling::sgmcmc
