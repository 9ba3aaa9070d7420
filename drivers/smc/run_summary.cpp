// Collecting what a run found and what it took.
#include "drivers/smc/run_summary.hpp"

#include "engine/io/summary.hpp"
#include "engine/statistics/result_warnings.hpp"

namespace starling::smc {

namespace {

/// Work done in this part of the run, in particle-steps of all replicas.
double particle_steps(const Setting& setting, const RankGroups& groups, std::int64_t units) {
  const std::int64_t moves = setting.deck.method == MethodName::tempering ? method_settings(setting.deck).moves : 1;
  const std::int64_t all = setting.world.sum(groups.group().is_root() ? units : 0);
  return static_cast<double>(all) * static_cast<double>(moves) * static_cast<double>(setting.deck.particles);
}

nlohmann::ordered_json traffic_of(const RankGroups& groups, const Methods& methods) {
  Traffic total;
  for (const auto& method : methods) {
    const Traffic traffic = method->traffic();
    total.states_sent += traffic.states_sent;
    total.bytes_sent += traffic.bytes_sent;
    if (groups.group().is_root()) total.resamplings += traffic.resamplings;
  }
  const Communicator& world = groups.world();
  return {{"states_sent", world.sum(total.states_sent)},
          {"bytes_sent", world.sum(total.bytes_sent)},
          {"resamplings", world.sum(total.resamplings)}};
}

void log_results(const Setting& setting, const nlohmann::ordered_json& results) {
  for (const auto& [name, entry] : results.items()) {
    if (entry["mean"].is_null()) continue;
    const auto mean = entry["mean"].get<double>();
    if (entry["standard_error"].is_null()) {
      setting.log.info("{} = {:.9g}", name, mean);
    } else {
      setting.log.info("{} = {:.9g} +- {:.2g}", name, mean, entry["standard_error"].get<double>());
    }
  }
}

}  // namespace

std::int64_t units_done(const Methods& methods) {
  std::int64_t units = 0;
  for (const auto& method : methods) units += method->done();
  return units;
}

void write_summary(const Setting& setting, const RankGroups& groups, const Methods& methods, const LoopResult& result,
                   std::int64_t units, PhaseTimer& timer, std::chrono::system_clock::time_point started,
                   const std::filesystem::path& file) {
  const Deck& deck = setting.deck;
  nlohmann::ordered_json summary;
  summary["job"] = "smc";
  summary["method"] = name_of(deck.method);
  summary["model"] = deck.model.name;
  summary["units"] = result.done;
  summary["ended"] = result.ended;
  summary["particles"] = deck.particles;
  summary["replicas"] = deck.replicas;
  if (deck.chains) summary["chains"] = *deck.chains;
  summary["observables"] = result.ended ? summarise_results(groups, methods) : nlohmann::ordered_json::object();
  const double seconds = setting.world.maximum(result.seconds);
  const double rate = seconds > 0.0 ? particle_steps(setting, groups, units) / seconds : 0.0;
  nlohmann::ordered_json performance;
  performance["particle_steps_per_second"] = rate;
  performance["loop_seconds"] = seconds;
  performance["traffic"] = traffic_of(groups, methods);
  performance["timing"] = nlohmann::json(timer.summary(setting.world));
  summary["performance"] = performance;
  summary["provenance"] = provenance(setting.world, started, std::chrono::system_clock::now());
  starling::write_summary(setting.world, file, summary);
  setting.log.info("unit {}: {} particle-steps/s, {:.0f} % of the time in communication", result.done,
                   format_count(rate), 100.0 * performance["timing"]["communication_share"].get<double>());
  log_results(setting, summary["observables"]);
  for (const std::string& warning : warnings_of(summary["observables"])) setting.log.warn("{}", warning);
}

}  // namespace starling::smc
