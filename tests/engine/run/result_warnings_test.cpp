// Warnings about results: about which, and in which words; what the summary says of them.
#include "engine/run/result_warnings.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/run/results.hpp"
#include "engine/statistics/log_mean.hpp"

namespace starling {
namespace {

Result judged(const std::string& name, bool resolved, double time_needed) {
  Result result{name, 1.0, 0.1, 1000};
  result.resolved = resolved;
  result.time_needed = time_needed;
  return result;
}

TEST(ResultWarnings, NameAllThatIsNotResolvedInOneLine) {
  std::vector<Result> results{judged("known", true, 500.0)};
  EXPECT_TRUE(warnings_of(results).empty());
  results.push_back(judged("slow", false, 6e4));
  results.push_back(judged("slower", false, 8e4));
  Result undefined{"undefined"};
  undefined.samples = 0;
  undefined.reason = "none";
  results.push_back(undefined);
  const auto warnings = warnings_of(results);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("of slow, slower: "), std::string::npos) << warnings[0];
  EXPECT_NE(warnings[0].find("8e+04"), std::string::npos) << warnings[0];
  const nlohmann::ordered_json entries = entries_of(results);
  EXPECT_EQ(entries["known"]["resolved"], true);
  EXPECT_FALSE(entries["known"].contains("time_needed"));
  EXPECT_EQ(entries["slower"]["time_needed"], 80000.0);
  EXPECT_FALSE(entries["undefined"].contains("resolved"));
}

TEST(ResultWarnings, SayWhatAResultDoubtsOfItself) {
  Result result{"fraction"};
  result.mean = 2.0;
  result.error = 0.1;
  result.doubt = "the fraction cannot be above 1";
  EXPECT_EQ(warnings_of({Result{"other"}, result}), std::vector<std::string>{result.doubt});
}

std::vector<std::string> warnings_of_logs(const std::vector<double>& logs) {
  const LogMean found = log_mean(logs);
  Result result{"log_mean_evidence", found.mean, found.error, static_cast<std::int64_t>(logs.size())};
  result.pooling = Pooling::log_mean;
  result.effective_replicas = found.effective;
  result.largest_share = found.largest_share;
  return warnings_of({result});
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
