// Ranks of the true values, and the verdict on them.
#include "drivers/sgmcmc/chains/calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace starling::sgmcmc {
namespace {

CalibratedFunction calibrate(const ReplicatedFunction& function) {
  std::vector<std::int64_t> ranks;
  std::vector<double> moved;
  for (std::size_t r = 0; r < function.truths.size(); ++r) {
    const std::vector<double>& draws = function.draws[r];
    const double truth = function.truths[r];
    ranks.push_back(std::count_if(draws.begin(), draws.end(), [&](double draw) { return draw < truth; }));
    moved.push_back(mean_and_error(draws).mean - truth);
  }
  return {function.name, judge_ranks(ranks, std::ssize(function.draws.front())), mean_and_error(moved)};
}

void find_faults(const CalibratedFunction& of, std::vector<std::string>& faults) {
  if (std::abs(of.ranks.z) > most_rank_z) {
    faults.push_back(fmt::format("{}: true values have ranks that are too {} ({:.1f} standard errors)", of.name,
                                 of.ranks.z > 0.0 ? "high" : "low", std::abs(of.ranks.z)));
  }
  if (of.ranks.chi_square > most_rank_chi_square) {
    faults.push_back(
        fmt::format("{}: ranks of true values are not uniform (chi-square {:.1f} with {} degrees of freedom)", of.name,
                    of.ranks.chi_square, rank_bins - 1));
  }
  if (std::abs(of.moved.mean) > most_rank_z * of.moved.error) {
    faults.push_back(fmt::format("{}: draws have moved from the true values by {:.3g} +- {:.2g} on the mean", of.name,
                                 of.moved.mean, of.moved.error));
  }
}

}  // namespace

Calibration judge_calibration(const std::vector<ReplicatedFunction>& functions) {
  Calibration found;
  found.replicates = functions.empty() ? 0 : std::ssize(functions.front().truths);
  if (found.replicates < fewest_replicates) {
    found.faults.push_back(fmt::format("there are {} replicates: {} are needed", found.replicates, fewest_replicates));
    return found;
  }
  found.draws = std::ssize(functions.front().draws.front());
  for (const ReplicatedFunction& function : functions) {
    found.functions.push_back(calibrate(function));
    find_faults(found.functions.back(), found.faults);
  }
  return found;
}

nlohmann::ordered_json entry_of(const Calibration& calibration) {
  nlohmann::ordered_json entry = {{"calibrated", calibration.faults.empty()},
                                  {"faults", calibration.faults},
                                  {"replicates", calibration.replicates},
                                  {"draws", calibration.draws}};
  nlohmann::ordered_json functions = nlohmann::ordered_json::object();
  for (const CalibratedFunction& of : calibration.functions) {
    functions[of.name] = {{"rank_counts", of.ranks.counts},
                          {"z", of.ranks.z},
                          {"chi_square", of.ranks.chi_square},
                          {"moved", {{"mean", of.moved.mean}, {"standard_error", of.moved.error}}}};
  }
  entry["functions"] = functions;
  return entry;
}

}  // namespace starling::sgmcmc
