// Whether enough paths carry the mean of e^(-Delta s_tot).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/run/members.hpp"

namespace starling::jump {

/// Of the weights w = e^(-Delta s_tot) of a replica's paths.
struct FluctuationSums {
  std::int64_t paths = 0;
  double mean = 0.0;
  double mean_square = 0.0;
  double largest = 0.0;
};

/// A sentence where one path has more than 10 % of the sum over all replicas, or all are worth less than 100,
/// (sum w)^2 / sum w^2; else empty.
[[nodiscard]] std::string doubt_of_fluctuation(const std::vector<FluctuationSums>& replicas);

/// Results of members that are sets of paths, pooled; a doubt of integral_fluctuation is of the paths of all replicas, whose
/// means would hide it each. Collective over the world.
[[nodiscard]] std::vector<Result> results_of_paths(Members& members);

}  // namespace starling::jump
