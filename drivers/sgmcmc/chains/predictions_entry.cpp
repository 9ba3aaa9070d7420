// Predictions as the summary's entry.
#include <cmath>

#include <fmt/format.h>

#include "drivers/sgmcmc/chains/predictions.hpp"

namespace starling::sgmcmc {
namespace {

nlohmann::ordered_json with_error(const MeanAndError& number) {
  const auto finite = [](double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  };
  return {{"mean", finite(number.mean)}, {"standard_error", finite(number.error)}};
}

nlohmann::ordered_json coverage_entry(const std::array<MeanAndError, nominal_coverage.size()>& coverage) {
  nlohmann::ordered_json entry;
  for (std::size_t l = 0; l < nominal_coverage.size(); ++l) {
    entry[fmt::format("{:.0f}", 100.0 * nominal_coverage[l])] = with_error(coverage[l]);
  }
  return entry;
}

nlohmann::ordered_json scores_entry(const PredictionScores& scores) {
  return {{"rmse", with_error(scores.rmse)},
          {"value_coverage", coverage_entry(scores.value_coverage)},
          {"label_coverage", coverage_entry(scores.label_coverage)},
          {"value_negative_log_likelihood", with_error(scores.value_likelihood)},
          {"label_negative_log_likelihood", with_error(scores.label_likelihood)}};
}

}  // namespace

nlohmann::ordered_json entry_of(const Predictions& predictions) {
  nlohmann::ordered_json entry = {{"values", predictions.values}, {"blocks", predictions.blocks}};
  entry["pooled"] = scores_entry(predictions.pooled);
  entry["single_chain"] = scores_entry(predictions.single);
  nlohmann::ordered_json chains = nlohmann::ordered_json::array();
  for (const PredictionScores& scores : predictions.chains) chains.push_back(scores_entry(scores));
  entry["chains"] = chains;
  entry["between_over_total_variance"] = with_error(predictions.between_chains);
  return entry;
}

}  // namespace starling::sgmcmc
