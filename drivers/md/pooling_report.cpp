// Sentences, entries of the summary, and tables of distributions.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "drivers/md/pooling.hpp"
#include "engine/runtime/progress.hpp"

namespace starling::md {
namespace {

double deviation(double variance) { return std::isnan(variance) ? variance : std::sqrt(std::max(variance, 0.0)); }

nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

/// Up to ten runs by name, so that a sentence stays one.
std::string listed(const std::vector<UnsoundRun>& runs, bool posterior) {
  constexpr std::size_t most = 10;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < std::min(runs.size(), most); ++k) {
    const UnsoundRun& run = runs[k];
    std::string name = posterior ? fmt::format("chain {} draw {}", run.chain, run.draw) : std::string();
    name += fmt::format("{}replica {}", posterior ? " " : "", run.replica);
    names.push_back(name + fmt::format(" at step {}", run.step));
  }
  if (runs.size() > most) names.push_back(fmt::format("and {} more", runs.size() - most));
  return fmt::format("{}", fmt::join(names, ", "));
}

nlohmann::ordered_json entry_of(const UnsoundRun& run) {
  nlohmann::ordered_json entry{{"replica", run.replica}, {"chain", run.chain}, {"draw", run.draw}, {"step", run.step}};
  if (run.atom >= 0) {
    entry["atom"] = run.atom + 1;
  } else {
    entry["excess"] = run.excess;
  }
  return entry;
}

}  // namespace

std::vector<std::string> remarks_on(const PooledFindings& findings, double range_tolerance) {
  std::vector<std::string> remarks;
  if (!findings.blown_up.empty())
    remarks.push_back(fmt::format("{} of {} runs blew up and are in no average: {}", findings.blown_up.size(),
                                  findings.runs, listed(findings.blown_up, findings.posterior)));
  if (!findings.left_range.empty())
    remarks.push_back(fmt::format(
        "{} of {} runs left the range of the training data by more than {:.3g} of it, where the potential is a guess: "
        "{}",
        findings.left_range.size(), findings.runs, range_tolerance, listed(findings.left_range, findings.posterior)));
  if (findings.posterior)
    for (const PooledNumber& number : findings.scalars)
      if (!number.refusal.empty() && number.split.runs > 0)
        remarks.push_back(
            fmt::format("{}: its spread is refused as an uncertainty of parameters: {}", number.name, number.refusal));
  return remarks;
}

nlohmann::ordered_json runs_entry(const PooledFindings& findings) {
  nlohmann::ordered_json entry{
      {"all", findings.runs}, {"averaged", findings.averaged}, {"draws_left_out", findings.draws_left_out}};
  for (const auto& [name, runs] :
       {std::pair("blown_up", &findings.blown_up), std::pair("left_range", &findings.left_range)}) {
    entry[name] = nlohmann::ordered_json::array();
    for (const UnsoundRun& run : *runs) entry[name].push_back(entry_of(run));
  }
  return entry;
}

nlohmann::ordered_json uncertainty_entry(const PooledFindings& findings) {
  nlohmann::ordered_json entry = nlohmann::ordered_json::object();
  for (const PooledNumber& number : findings.scalars) {
    const VarianceSplit& split = number.split;
    nlohmann::ordered_json one{{"chains", split.chains}, {"draws", split.draws}, {"runs", split.runs}};
    one["between_chains"] = number_or_null(deviation(split.between));
    one["within_chains"] = number_or_null(deviation(split.within));
    one["finite_runs"] = number_or_null(deviation(split.md));
    one["finite_runs_share"] = number_or_null(split.md_share());
    one["parameters"] =
        number.refusal.empty() ? number_or_null(deviation(split.parameters())) : nlohmann::ordered_json();
    if (!number.refusal.empty()) one["refused"] = number.refusal;
    entry[number.name] = one;
  }
  const auto refused = [](const std::vector<VarianceSplit>& splits) {
    return std::count_if(splits.begin(), splits.end(), [](const VarianceSplit& of) { return !refusal_of(of).empty(); });
  };
  entry["radial_distribution"] = {{"bins", findings.radial.size()}, {"refused_bins", refused(findings.radial)}};
  entry["angular_distribution"] = {{"bins", findings.angular.size()}, {"refused_bins", refused(findings.angular)}};
  return entry;
}

std::string distribution_table(const std::string& place, const std::string& value, const std::vector<double>& places,
                               const std::vector<VarianceSplit>& splits) {
  std::string text =
      fmt::format("{},{},error,between_chains,within_chains,finite_runs,finite_runs_share,parameters\n", place, value);
  const auto cell = [](double number) { return std::isnan(number) ? std::string() : fmt::format("{}", number); };
  for (std::size_t k = 0; k < splits.size(); ++k) {
    const VarianceSplit& of = splits[k];
    const double parameters = refusal_of(of).empty() ? deviation(of.parameters()) : std::nan("");
    text +=
        fmt::format("{},{},{},{},{},{},{},{}\n", places[k], cell(of.mean), cell(of.error), cell(deviation(of.between)),
                    cell(deviation(of.within)), cell(deviation(of.md)), cell(of.md_share()), cell(parameters));
  }
  return text;
}

}  // namespace starling::md
