// What all replicas found, with standard errors.
#include <algorithm>
#include <cmath>
#include <limits>

#include "drivers/smc/output.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::smc {

namespace {

nlohmann::ordered_json entry_of(double mean, double error, std::size_t samples) {
  nlohmann::ordered_json entry{{"mean", mean}, {"standard_error", nullptr}, {"samples", samples}};
  if (!std::isfinite(mean)) {
    entry["mean"] = nullptr;
    entry["reason"] = "not finite in every replica";
  } else if (std::isfinite(error)) {
    entry["standard_error"] = error;
  } else {
    entry["reason"] = samples < 2 ? "a standard error needs two replicas" : "not finite in every replica";
  }
  return entry;
}

/// log of the mean of exp(sample), and its error to first order: the relative one of the mean.
MeanAndError log_mean(const std::vector<double>& samples) {
  const double largest = *std::max_element(samples.begin(), samples.end());
  // All are estimates of zero.
  if (largest == -std::numeric_limits<double>::infinity()) return {largest, std::numeric_limits<double>::quiet_NaN()};
  std::vector<double> ratios;
  ratios.reserve(samples.size());
  for (const double sample : samples) ratios.push_back(math::exp(sample - largest));
  const MeanAndError ratio = mean_and_error(ratios);
  return {largest + math::log(ratio.mean), ratio.error / ratio.mean};
}

}  // namespace

nlohmann::ordered_json summarise_results(const RankGroups& groups, const Methods& methods) {
  std::vector<nlohmann::json> own;
  for (const auto& method : methods) {
    nlohmann::json found = nlohmann::json::array();
    for (const auto& [name, value] : method->results()) found.push_back({name, value});
    own.push_back(std::move(found));
  }
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> samples;
  for (const auto& found : gather_json(groups, std::move(own))) {
    for (const auto& entry : found) {
      const auto name = entry.at(0).get<std::string>();
      if (!samples.contains(name)) names.push_back(name);
      samples[name].push_back(entry.at(1).get<double>());
    }
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const std::string& name : names) {
    const MeanAndError result = mean_and_error(samples[name]);
    all[name] = entry_of(result.mean, result.error, samples[name].size());
    if (name != "log_likelihood") continue;
    const MeanAndError evidence = log_mean(samples[name]);
    all["log_mean_evidence"] = entry_of(evidence.mean, evidence.error, samples[name].size());
  }
  return all;
}

}  // namespace starling::smc
