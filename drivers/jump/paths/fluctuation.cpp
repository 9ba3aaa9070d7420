// Weights of the integral fluctuation theorem, over replicas.
#include "drivers/jump/paths/fluctuation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/jump/paths/paths.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/run/results.hpp"
#include "engine/statistics/share_error.hpp"

namespace starling::jump {

std::string doubt_of_fluctuation(const std::vector<FluctuationSums>& replicas) {
  double sum = 0.0;
  double squares = 0.0;
  double largest = 0.0;
  for (const FluctuationSums& each : replicas) {
    sum += static_cast<double>(each.paths) * each.mean;
    squares += static_cast<double>(each.paths) * each.mean_square;
    largest = std::max(largest, each.largest);
  }
  const double share = largest / sum;
  const double effective = sum * sum / squares;
  constexpr double most_share = 0.1;
  constexpr double enough_effective = 100.0;
  if (share <= most_share && effective >= enough_effective) return {};
  return fmt::format(
      "integral_fluctuation is carried by few paths: one has {:.3g} % of it, and all are worth {:.3g}; its error says "
      "nothing, take a shorter time or more paths",
      100.0 * share, effective);
}

std::vector<Result> results_of_paths(Members& members) {
  std::vector<nlohmann::json> own;
  members.for_each_as<PathReplica>([&](const PathReplica& replica, std::int64_t) {
    nlohmann::json sums;
    if (const auto found = replica.fluctuation())
      sums = {found->paths, found->mean, found->mean_square, found->largest};
    own.push_back(std::move(sums));
  });
  std::vector<FluctuationSums> all;
  for (const auto& sums : gather_json(members.groups(), std::move(own))) {
    if (!sums.is_null())
      all.push_back({sums.at(0).get<std::int64_t>(), sums.at(1).get<double>(), sums.at(2).get<double>(),
                     sums.at(3).get<double>()});
  }
  std::vector<Result> results = pooled_results(members);
  for (Result& result : results) {
    if (result.name == "integral_fluctuation" && !all.empty()) result.doubt = doubt_of_fluctuation(all);
    // Where all paths or none are in a state there is no spread, neither in a replica nor between them.
    if (result.name.starts_with("state_") && (result.mean == 0.0 || result.mean == 1.0))
      result.error = share_error(result.mean, static_cast<double>(result.samples));
  }
  return results;
}

}  // namespace starling::jump
