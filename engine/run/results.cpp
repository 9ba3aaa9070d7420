// Pooling results over members.
#include "engine/run/results.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/member_gather.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling {

namespace {

nlohmann::json packed(const Result& result) {
  return {{"name", result.name},       {"mean", result.mean},     {"error", result.error},
          {"samples", result.samples}, {"reason", result.reason}, {"pooling", static_cast<int>(result.pooling)}};
}

Result unpacked(const nlohmann::json& packed) {
  return {packed.at("name").get<std::string>(),   packed.at("mean").get<double>(),
          packed.at("error").get<double>(),       packed.at("samples").get<std::int64_t>(),
          packed.at("reason").get<std::string>(), static_cast<Pooling>(packed.at("pooling").get<int>())};
}

/// log of the mean of exp(sample), and its error to first order: the relative one of the mean.
MeanAndError log_mean(const std::vector<double>& samples) {
  const double largest = *std::max_element(samples.begin(), samples.end());
  std::vector<double> ratios;
  ratios.reserve(samples.size());
  for (const double sample : samples) ratios.push_back(math::exp(sample - largest));
  const MeanAndError ratio = mean_and_error(ratios);
  return {largest + math::log(ratio.mean), ratio.error / ratio.mean};
}

Result pooled(const std::vector<Result>& own) {
  if (own.size() == 1) {
    Result only = own.front();
    if (only.samples > 0 && std::isnan(only.error) && only.reason.empty()) {
      only.reason = only.samples == 1 ? "a standard error needs two replicas" : "too few samples for a standard error";
    }
    return only;
  }
  Result all = own.front();
  std::vector<double> means;
  all.samples = 0;
  for (const Result& result : own) {
    all.samples += result.samples;
    if (result.samples > 0) means.push_back(result.mean);
  }
  if (means.empty()) return all;
  const MeanAndError between = all.pooling == Pooling::mean ? mean_and_error(means) : log_mean(means);
  all.mean = between.mean;
  all.error = between.error;
  all.reason = means.size() < 2 ? "only one replica has a value" : "";
  if (all.reason.empty() && !std::isfinite(all.error)) all.reason = "not finite in every replica";
  return all;
}

}  // namespace

std::vector<Result> pooled_results(Members& members) {
  std::vector<nlohmann::json> own;
  members.for_each([&](const Member& member, std::int64_t) {
    nlohmann::json found = nlohmann::json::array();
    for (const Result& result : member.results()) found.push_back(packed(result));
    own.push_back(std::move(found));
  });
  const nlohmann::json all = gather_json(members.groups(), std::move(own));
  std::vector<Result> results;
  for (std::size_t k = 0; k < (all.empty() ? 0 : all.at(0).size()); ++k) {
    std::vector<Result> each;
    for (const auto& found : all) each.push_back(unpacked(found.at(k)));
    results.push_back(pooled(each));
  }
  return results;
}

nlohmann::ordered_json entries_of(const std::vector<Result>& results) {
  nlohmann::ordered_json entries = nlohmann::ordered_json::object();
  for (const Result& result : results) {
    nlohmann::ordered_json entry{{"mean", nullptr}, {"standard_error", nullptr}, {"samples", result.samples}};
    if (std::isfinite(result.mean)) entry["mean"] = result.mean;
    if (std::isfinite(result.error)) entry["standard_error"] = result.error;
    if (!result.reason.empty()) entry["reason"] = result.reason;
    entries[result.name] = entry;
  }
  return entries;
}

}  // namespace starling
