// Pooling results over members.
#include "engine/run/results.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/member_gather.hpp"
#include "engine/statistics/log_mean.hpp"
#include "engine/statistics/mean_and_error.hpp"
#include "engine/statistics/share_error.hpp"

namespace starling {

namespace {

nlohmann::json packed(const Result& result) {
  return {{"name", result.name},
          {"mean", result.mean},
          {"error", result.error},
          {"samples", result.samples},
          {"reason", result.reason},
          {"pooling", static_cast<int>(result.pooling)},
          {"resolved", result.resolved ? nlohmann::json(*result.resolved) : nlohmann::json()},
          {"time_needed", result.time_needed},
          {"doubt", result.doubt}};
}

Result unpacked(const nlohmann::json& packed) {
  Result result{packed.at("name").get<std::string>()};
  result.mean = packed.at("mean").get<double>();
  result.error = packed.at("error").get<double>();
  result.samples = packed.at("samples").get<std::int64_t>();
  result.reason = packed.at("reason").get<std::string>();
  result.pooling = static_cast<Pooling>(packed.at("pooling").get<int>());
  if (!packed.at("resolved").is_null()) result.resolved = packed.at("resolved").get<bool>();
  result.time_needed = packed.at("time_needed").get<double>();
  result.doubt = packed.at("doubt").get<std::string>();
  return result;
}

/// The mean over members by the result's pooling, each member weighing the same.
void pool(const std::vector<double>& means, Result& all) {
  if (all.pooling != Pooling::log_mean) {
    const MeanAndError between = mean_and_error(means);
    all.mean = between.mean;
    all.error = between.error;
    if (all.pooling == Pooling::share && means.size() > 1)
      all.error = std::max(all.error, share_error(all.mean, static_cast<double>(means.size())));
    return;
  }
  const LogMean between = log_mean(means);
  all.mean = between.mean;
  all.error = between.error;
  all.effective_replicas = between.effective;
  all.largest_share = between.largest_share;
}

Result pooled(const std::vector<Result>& own) {
  if (own.size() == 1) {
    Result only = own.front();
    if (only.samples > 0 && !std::isfinite(only.error) && only.reason.empty()) {
      only.reason = !std::isfinite(only.mean) ? "not finite"
                    : only.samples == 1       ? "a standard error needs two replicas"
                                              : "too few samples for a standard error";
    }
    return only;
  }
  Result all = own.front();
  std::vector<double> means;
  all.samples = 0;
  for (const Result& result : own) {
    all.samples += result.samples;
    if (all.doubt.empty()) all.doubt = result.doubt;
    if (result.samples > 0) means.push_back(result.mean);
  }
  if (means.empty()) return all;
  pool(means, all);
  all.resolved.reset();
  all.reason = means.size() < 2 ? "only one replica has a value" : "";
  if (!std::isfinite(all.mean) || (all.reason.empty() && !std::isfinite(all.error))) {
    all.reason = "not finite in every replica";
  }
  return all;
}

}  // namespace

std::vector<Result> pooled_results(Members& members, std::int64_t together) {
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
    std::vector<Result> set;
    for (const auto& found : all) {
      set.push_back(unpacked(found.at(k)));
      if (std::cmp_less(set.size(), together)) continue;
      each.push_back(pooled(set));
      set.clear();
    }
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
    if (result.resolved) entry["resolved"] = *result.resolved;
    if (result.resolved == false) entry["time_needed"] = result.time_needed;
    if (result.largest_share > 0.0) {
      entry["effective_replicas"] = result.effective_replicas;
      entry["largest_share"] = result.largest_share;
    }
    entries[result.name] = entry;
  }
  return entries;
}

}  // namespace starling
