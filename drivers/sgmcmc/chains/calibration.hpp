// Simulation-based calibration: whether posteriors hold what their data were made of as often as they say.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/statistics/convergence.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "engine/statistics/rank_uniformity.hpp"

namespace starling::sgmcmc {

/// Beyond these the ranks are not uniform: each happens once in ten thousand times or less where they are.
inline constexpr double most_rank_z = 4.0;
inline constexpr double most_rank_chi_square = 23.5;
/// Fewer leave bins with less than five ranks.
inline constexpr std::int64_t fewest_replicates = 25;

/// A function of the parameters.
struct CalibratedFunction {
  std::string name;
  RankUniformity ranks;  ///< of the values that made the data, among the draws
  MeanAndError moved;    ///< mean of the draws less that value: draws and values have the same law, so that it is zero
};

struct Calibration {
  std::int64_t replicates = 0;
  std::int64_t draws = 0;  ///< of each
  std::vector<CalibratedFunction> functions;
  std::vector<std::string> faults;  ///< sentences; none: calibrated as far as the replicates can tell
};

/// Of one function: its value in each replicate, and the draws, which are finite and equally many.
struct ReplicatedFunction {
  std::string name;
  std::vector<double> truths;
  ChainDraws draws;
};

[[nodiscard]] Calibration judge_calibration(const std::vector<ReplicatedFunction>& functions);

/// The summary's entry.
[[nodiscard]] nlohmann::ordered_json entry_of(const Calibration& calibration);

}  // namespace starling::sgmcmc
