// Collecting the results of a run and its costs.
#include "engine/run/run_summary.hpp"

#include <cmath>

#include "engine/io/summary.hpp"
#include "engine/run/result_warnings.hpp"
#include "engine/run/results.hpp"
#include "engine/runtime/progress.hpp"

namespace starling {

namespace {

void log_results(RunLog& log, const std::vector<Result>& results) {
  for (const Result& result : results) {
    if (!std::isfinite(result.mean)) continue;
    if (std::isfinite(result.error)) {
      log.info("{} = {:.9g} +- {:.2g}", result.name, result.mean, result.error);
    } else {
      log.info("{} = {:.9g}", result.name, result.mean);
    }
  }
}

}  // namespace

void write_run_summary(const RunSetting& setting, Members& members, const LoopResult& result, PhaseTimer& timer,
                       std::chrono::system_clock::time_point started, const std::filesystem::path& file) {
  const RunPlan& plan = members.plan();
  nlohmann::ordered_json summary;
  summary["job"] = plan.job;
  for (const Named& section : plan.named) summary[section.section] = section.name;
  summary["units"] = result.done;
  summary["ended"] = result.ended;
  summary["replicas"] = plan.replicas;
  if (plan.describe) plan.describe(result, summary);
  const bool tells = result.ended || plan.tells_early;
  const std::vector<Result> results = !tells         ? std::vector<Result>()
                                      : plan.results ? plan.results(members)
                                                     : pooled_results(members);
  summary["observables"] = entries_of(results);
  if (tells && plan.describe_results) plan.describe_results(members, summary);
  const double seconds = setting.world.maximum(result.seconds);
  const auto work = static_cast<double>(setting.world.sum(static_cast<std::int64_t>(result.work)));
  const double rate = seconds > 0.0 ? work / seconds : 0.0;
  nlohmann::ordered_json performance;
  if (plan.units_are_alike) performance["particle_steps_per_second"] = rate;
  performance["loop_seconds"] = seconds;
  performance["timing"] = nlohmann::json(timer.summary(setting.world));
  if (plan.describe_performance) plan.describe_performance(members, performance);
  summary["performance"] = performance;
  summary["provenance"] = provenance(setting.world, started, std::chrono::system_clock::now());
  write_summary(setting.world, file, summary);
  const std::string told = plan.units_are_alike ? fmt::format(" {} particle-steps/s,", format_count(rate)) : "";
  setting.log.info("{} {}:{} {:.0f} % of the time in communication", plan.unit, result.done, told,
                   100.0 * performance["timing"]["communication_share"].get<double>());
  log_results(setting.log, results);
  for (const std::string& warning : warnings_of(results)) setting.log.warn("{}", warning);
}

}  // namespace starling
