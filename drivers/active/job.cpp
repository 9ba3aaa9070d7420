// Checking the deck, opening the run's directory, running the loop, writing the summary.
#include "drivers/active/job.hpp"

#include <chrono>
#include <cstdio>

#include "drivers/active/loop.hpp"
#include "drivers/active/push_off.hpp"
#include "drivers/active/resume.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/summary.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

constexpr const char* meaning = "active matter: self-propelled particles in a periodic box";

template <int D>
void log_plan(const Setting& setting, const Simulation<D>& simulation) {
  const Deck& deck = setting.deck;
  const std::int64_t most = setting.world.maximum(simulation.particles().owned());
  std::string edges;
  for (const double edge : box_edges(deck)) edges += (edges.empty() ? "" : " x ") + fmt::format("{:.6g}", edge);
  setting.log.info("{} particles in {} dimensions, box {}, {} steps of {}", deck.particles, D, edges, deck.steps,
                   deck.time_step);
  setting.log.info("{} rank{} of {} thread{}; at most {} particles on a rank", setting.world.size(),
                   setting.world.size() == 1 ? "" : "s", ExecutionSpace().concurrency(),
                   ExecutionSpace().concurrency() == 1 ? "" : "s", most);
}

/// Bytes of device memory that a rank's particles take, lists apart.
template <int D>
std::int64_t bytes_per_particle(const Simulation<D>& simulation) {
  const Particles<D>& particles = simulation.particles();
  const std::int64_t doubles =
      3 * packed_stride<D> + 2 * particles.activity_components() + D + 2 * particles.origin_components();
  return 8 * doubles + 4 * (2 * D + 2);
}

template <int D>
void write_summary(const Setting& setting, const RunDirectory& directory, const Output<D>& output,
                   const LoopResult& result, std::int64_t first_step, PhaseTimer& timer,
                   std::chrono::system_clock::time_point started) {
  nlohmann::ordered_json summary;
  summary["job"] = "active";
  summary["step"] = result.step;
  summary["time"] = static_cast<double>(result.step) * setting.deck.time_step;
  summary["particles"] = setting.deck.particles;
  summary["dimension"] = D;
  summary["box"] = box_edges(setting.deck);
  summary["observables"] = output.summary();
  const double seconds = setting.world.maximum(result.seconds);
  const double steps = static_cast<double>(result.step - first_step) * static_cast<double>(setting.deck.particles);
  nlohmann::ordered_json performance;
  performance["particle_steps_per_second"] = seconds > 0.0 ? steps / seconds : 0.0;
  performance["loop_seconds"] = seconds;
  performance["timing"] = nlohmann::json(timer.summary(setting.world));
  summary["performance"] = performance;
  summary["provenance"] = provenance(setting.world, started, std::chrono::system_clock::now());
  starling::write_summary(setting.world, directory.summary(), summary);
  setting.log.info("step {}: {} particle-steps/s, {:.0f} % of the time in communication", result.step,
                   format_count(seconds > 0.0 ? steps / seconds : 0.0),
                   100.0 * performance["timing"]["communication_share"].template get<double>());
}

template <int D>
ExitCode simulate(const Setting& setting) {
  PhaseTimer timer(phase_labels());
  const WallLimit limit(setting.command_line.wall_limit);
  const auto started = std::chrono::system_clock::now();
  const RunDirectory directory(run_folder(setting.deck.directory, setting.command_line.deck));
  const RunMode mode = run_mode(setting.command_line);
  directory.check(setting.world, mode);
  std::optional<Resumed> resumed;
  if (setting.command_line.restart) resumed = load_resumed(setting, directory);
  Simulation<D> simulation =
      resumed ? Simulation<D>(setting.world, setting.deck, records_of<D>(setting, resumed->checkpoint))
              : Simulation<D>(setting.world, setting.deck);
  log_plan(setting, simulation);
  if (setting.command_line.dry_run) {
    setting.log.info("{} bytes a particle besides the neighbour lists; the run would go to {}",
                     bytes_per_particle(simulation), directory.folder().string());
    return ExitCode::success;
  }
  const std::int64_t first = resumed ? resumed->checkpoint.step : 0;
  if (resumed) {
    checkpoints_of(setting, directory).discard_after(first);
  } else if (needs_push_off(setting.deck)) {
    const std::int64_t moves = push_off(setting.world, setting.schema, setting.deck, simulation);
    setting.log.info("pushed particles apart that overlapped at the start, in {} moves", moves);
  }
  const std::string resolved = setting.schema.dump();
  directory.prepare(setting.world, mode);
  setting.world.together([&] {
    if (setting.world.is_root()) write_file_atomically(directory.deck(), resolved);
  });
  setting.log.open_file(directory.log(), resumed.has_value());
  if (resumed) setting.log.info("going on from step {}", first);
  Output<D> output(setting.world, setting.deck, directory, resolved, simulation,
                   resumed ? std::optional(resumed->output) : std::nullopt);
  Progress progress(setting.log, first, setting.deck.steps, setting.deck.particles);
  Loop<D> loop(setting.world, setting.deck, simulation, output, timer, limit);
  const LoopResult result = loop.run(first, resumed.has_value(), progress);
  progress.finish();
  write_summary(setting, directory, output, result, first, timer, started);
  if (result.stop == StopRequest::none) return ExitCode::success;
  setting.log.info("stopped by {} at step {} of {}; go on with --restart", describe(result.stop), result.step,
                   setting.deck.steps);
  return result.step == setting.deck.steps ? ExitCode::success : ExitCode::interrupted;
}

}  // namespace

ExitCode run(const Communicator& world, const CommandLine& command_line, const std::string& deck_text, RunLog& log) {
  Deck deck;
  Schema schema("active", meaning);
  describe(schema, deck);
  world.together([&] {
    schema.read(deck_text, command_line.deck, command_line.keys);
    check(schema, deck);
  });
  if (command_line.dump_deck) {
    if (world.is_root()) std::fputs(schema.dump().c_str(), stdout);
    return ExitCode::success;
  }
  const Setting setting{world, command_line, schema, deck, log};
  return in_dimension(deck, [&](auto dimension) { return simulate<dimension()>(setting); });
}

std::string reference() {
  Deck deck;
  Schema schema("active", meaning);
  describe(schema, deck);
  return schema.reference();
}

std::string help() {
  Deck deck;
  Schema schema("active", meaning);
  describe(schema, deck);
  return schema.dump();
}

}  // namespace starling::active
