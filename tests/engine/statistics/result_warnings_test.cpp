// Which results are warned of, and with which words.
#include "engine/statistics/result_warnings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace starling {
namespace {

nlohmann::ordered_json entry(std::int64_t samples) {
  return {{"mean", 1.0}, {"standard_error", 0.1}, {"samples", samples}};
}

TEST(ResultWarnings, NameAllThatIsNotResolvedInOneLine) {
  nlohmann::ordered_json entries;
  entries["known"] = entry(1000);
  add_verdict(entries["known"], {0.1, true, 500}, 2.0);
  EXPECT_EQ(entries["known"]["resolved"], true);
  EXPECT_FALSE(entries["known"].contains("time_needed"));
  EXPECT_TRUE(warnings_of(entries).empty());
  for (const auto& [name, needed] : {std::pair("slow", 30000), std::pair("slower", 40000)}) {
    entries[name] = entry(1000);
    add_verdict(entries[name], {0.1, false, needed}, 2.0);
  }
  entries["undefined"] = {{"mean", nullptr}, {"standard_error", nullptr}, {"samples", 0}, {"reason", "none"}};
  EXPECT_EQ(entries["slower"]["time_needed"], 80000.0);
  const auto warnings = warnings_of(entries);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("of slow, slower: "), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("8e+04"), std::string::npos) << warnings[0];
}

std::vector<std::string> warnings_of_logs(const std::vector<double>& logs) {
  const LogMean found = log_mean(logs);
  nlohmann::ordered_json entries;
  entries["log_mean_evidence"] = {
      {"mean", found.mean}, {"standard_error", nullptr}, {"samples", static_cast<std::int64_t>(logs.size())}};
  if (std::isfinite(found.error)) entries["log_mean_evidence"]["standard_error"] = found.error;
  add_weights(entries["log_mean_evidence"], found);
  return warnings_of(entries);
}

TEST(ResultWarnings, TellReplicasThatCarryTooMuch) {
  EXPECT_TRUE(warnings_of_logs({-3.0}).empty()) << "there is no error to warn of";
  EXPECT_TRUE(warnings_of_logs(std::vector<double>(40, -3.0)).empty());
  std::vector<double> skewed(40, -3.0);
  skewed[7] = 0.0;  // e^3 = 20.1 against 39
  auto warnings = warnings_of_logs(skewed);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("one of 40 replicas carries 34 % of log_mean_evidence"), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("7.9 effective replicas"), std::string::npos) << warnings[0];
  warnings = warnings_of_logs(std::vector<double>(4, -3.0));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("4 replicas, too few"), std::string::npos) << warnings[0];
}

}  // namespace
}  // namespace starling
