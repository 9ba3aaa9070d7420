// A diagnosis as results and as the summary's entry.
#include <cmath>

#include "drivers/sgmcmc/chains/diagnosis.hpp"

namespace starling::sgmcmc {

namespace {

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

}  // namespace

std::vector<Result> results_of(const Diagnosis& diagnosis) {
  std::vector<Result> results;
  for (const JudgedFunction& function : diagnosis.functions) {
    const bool of_law = diagnosis.judgement == Judgement::law;
    Result result{function.name, function.convergence.mean, function.convergence.error,
                  of_law ? diagnosis.chains * diagnosis.draws : diagnosis.chains};
    if (!std::isfinite(result.error)) result.reason = of_law ? "it never varies" : "there is one chain only";
    results.push_back(result);
  }
  return results;
}

nlohmann::ordered_json entry_of(const Diagnosis& diagnosis) {
  nlohmann::ordered_json entry;
  entry["converged"] = nullptr;
  if (diagnosis.judgement == Judgement::law) entry["converged"] = diagnosis.faults.empty();
  entry["faults"] = diagnosis.faults;
  entry["chains"] = diagnosis.chains;
  entry["draws"] = diagnosis.draws;
  nlohmann::ordered_json functions = nlohmann::ordered_json::object();
  for (const JudgedFunction& function : diagnosis.functions) {
    const Convergence& found = function.convergence;
    functions[function.name] = {{"r_hat", number(found.r_hat)},
                                {"bulk_ess", number(found.bulk_ess)},
                                {"tail_ess", number(found.tail_ess)},
                                {"standard_deviation", number(found.standard_deviation)}};
    if (found.bounded) functions[function.name]["bounded"] = true;
  }
  entry["functions"] = functions;
  if (std::isfinite(diagnosis.kinetic_temperature.mean)) {
    entry["kinetic_temperature"] = {{"mean", diagnosis.kinetic_temperature.mean},
                                    {"standard_error", number(diagnosis.kinetic_temperature.error)},
                                    {"expected", number(diagnosis.expected_kinetic_temperature)}};
  }
  if (std::isfinite(diagnosis.acceptance)) entry["acceptance"] = diagnosis.acceptance;
  if (!diagnosis.swap_acceptance.empty()) {
    nlohmann::ordered_json swaps = nlohmann::ordered_json::array();
    for (const double acceptance : diagnosis.swap_acceptance) swaps.push_back(number(acceptance));
    entry["swap_acceptance"] = swaps;
  }
  nlohmann::ordered_json diverged = nlohmann::ordered_json::array();
  for (const DivergedChain& chain : diagnosis.diverged)
    diverged.push_back({{"chain", chain.chain}, {"unit", chain.unit}});
  entry["diverged"] = diverged;
  if (diagnosis.predictions) entry["predictions"] = entry_of(*diagnosis.predictions);
  if (diagnosis.calibration) entry["calibration"] = entry_of(*diagnosis.calibration);
  return entry;
}

}  // namespace starling::sgmcmc
