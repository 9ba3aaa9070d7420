// Checking the deck, opening the run's directory, running the loop, writing the summary.
#include "drivers/active/job.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "drivers/active/loop.hpp"
#include "drivers/active/push_off.hpp"
#include "drivers/active/results.hpp"
#include "drivers/active/resume.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/run_lock.hpp"
#include "engine/io/summary.hpp"
#include "engine/runtime/memory.hpp"

namespace starling::active {

namespace {

constexpr const char* meaning = "active matter: self-propelled particles in a periodic box";

template <int D>
void log_plan(const Setting& setting, const RankGroups& groups, std::int64_t owned) {
  const Deck& deck = setting.deck;
  std::string edges;
  for (const double edge : box_edges(deck)) edges += (edges.empty() ? "" : " x ") + fmt::format("{:.6g}", edge);
  setting.log.info("{} particles in {} dimensions, box {}, {} steps of {}", deck.particles, D, edges, deck.steps,
                   deck.time_step);
  if (deck.replicas > 1) {
    setting.log.info("{} in {} of ranks, at most {} on a rank", counted(deck.replicas, "replica"),
                     counted(groups.groups(), "group"), setting.world.maximum(groups.count()));
  }
  setting.log.info("{} of {}; at most {} particles on a rank", counted(setting.world.size(), "rank"),
                   counted(ExecutionSpace().concurrency(), "thread"), setting.world.maximum(owned));
}

/// Bytes of device memory that a rank's particles take, lists apart.
template <int D>
std::int64_t bytes_per_particle(const Deck& deck) {
  const Particles<D> particles(activity_components<D>(make_dynamics<D>(deck)), displacement_steps(deck) > 0);
  const std::int64_t doubles =
      3 * packed_stride<D> + 2 * particles.activity_components() + D + 2 * particles.origin_components();
  return 8 * doubles + 4 * (2 * D + 2);
}

/// What a dry run says: it has made one replica a group, as if it had made them all.
template <int D>
void log_sizes(const Setting& setting, Ensemble<D>& ensemble, const RunDirectory& directory) {
  const RankGroups& groups = ensemble.groups();
  log_plan<D>(setting, groups, ensemble.owned() * groups.count());
  const std::int64_t bytes = bytes_per_particle<D>(setting.deck);
  const std::int64_t most = setting.world.maximum(ensemble.owned() * groups.count());
  setting.log.info(
      "{} bytes a particle besides the neighbour lists: at most {:.3g} MB on a rank; the run would go to {}", bytes,
      static_cast<double>(bytes * most) / 1e6, directory.folder().string());
}

/// The least that a rank needs for its share of `replicas` replicas.
template <int D>
double least_memory(const Setting& setting, const RankGroups& groups, std::int64_t replicas) {
  const double share = static_cast<double>(setting.deck.particles) / groups.group().size();
  return static_cast<double>(bytes_per_particle<D>(setting.deck)) * share * static_cast<double>(replicas);
}

/// Parts particles that start on top of each other.
template <int D>
void push_off_all(const Setting& setting, Ensemble<D>& ensemble) {
  std::int64_t most = 0;
  ensemble.for_each([&](Replica<D>& replica) {
    const Communicator& group = ensemble.groups().group();
    most = std::max(most, push_off(group, setting.schema, setting.deck, replica.simulation()));
  });
  setting.log.info("pushed particles apart that overlapped at the start, in {} moves", setting.world.maximum(most));
}

/// What a step exchanges, as it is at the end of the run: means over the ranks of the ghosts and neighbouring ranks of all
/// their replicas, and how far lists reach.
template <int D>
nlohmann::ordered_json halo_of(const Communicator& world, Ensemble<D>& ensemble) {
  std::array<std::int64_t, 2> sums{};
  ensemble.for_each([&](Replica<D>& replica) {
    sums[0] += replica.simulation().particles().ghosts();
    sums[1] += replica.simulation().neighbourhood().halo().neighbours();
  });
  world.sum(std::span<std::int64_t>(sums));
  const auto& settings = ensemble.any().simulation().neighbourhood().settings();
  return {{"ghosts", static_cast<double>(sums[0]) / world.size()},
          {"neighbour_ranks", static_cast<double>(sums[1]) / world.size()},
          {"list_radius", settings.cutoff + settings.skin}};
}

template <int D>
void write_summary(const Setting& setting, const RunDirectory& directory, Ensemble<D>& ensemble,
                   const LoopResult& result, std::int64_t first_step, PhaseTimer& timer,
                   std::chrono::system_clock::time_point started) {
  nlohmann::ordered_json summary;
  summary["job"] = "active";
  summary["step"] = result.step;
  summary["time"] = static_cast<double>(result.step) * setting.deck.time_step;
  summary["particles"] = setting.deck.particles;
  summary["replicas"] = setting.deck.replicas;
  summary["dimension"] = D;
  summary["box"] = box_edges(setting.deck);
  summary["observables"] = summarise_results(ensemble);
  const double seconds = setting.world.maximum(result.seconds);
  const double steps = static_cast<double>(result.step - first_step) * static_cast<double>(ensemble.rows());
  nlohmann::ordered_json performance;
  performance["particle_steps_per_second"] = seconds > 0.0 ? steps / seconds : 0.0;
  performance["loop_seconds"] = seconds;
  performance["timing"] = nlohmann::json(timer.summary(setting.world));
  performance["halo"] = halo_of(setting.world, ensemble);
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
  std::optional<RunLock> lock;
  if (!setting.command_line.dry_run) lock.emplace(setting.world, directory.folder());
  std::optional<Resumed> resumed;
  if (setting.command_line.restart) resumed = load_resumed(setting, directory);
  const RankGroups groups(setting.world, setting.deck.replicas);
  Ensemble<D> ensemble(groups, setting.deck, timer);
  require_memory(setting.world, least_memory<D>(setting, groups, setting.command_line.dry_run ? 1 : groups.count()));
  if (setting.command_line.dry_run) {
    ensemble.place(1);
    log_sizes(setting, ensemble, directory);
    return ExitCode::success;
  }
  if (resumed) {
    load_replicas(setting, resumed->checkpoint, ensemble);
  } else {
    ensemble.place(groups.count());
  }
  log_plan<D>(setting, groups, ensemble.owned());
  const std::int64_t first = resumed ? resumed->checkpoint.step : 0;
  if (!resumed && needs_push_off(setting.deck)) push_off_all(setting, ensemble);
  const std::string resolved = setting.schema.dump();
  lock->begin_writing();
  directory.prepare(setting.world, mode);
  if (resumed) checkpoints_of(setting, directory).discard_after(first);
  setting.world.together([&] {
    if (setting.world.is_root()) write_file_atomically(directory.deck(), resolved);
  });
  setting.log.open_file(directory.log(), resumed.has_value());
  if (resumed) setting.log.info("going on from step {}", first);
  Output<D> output(ensemble, directory, resolved, timer, resumed ? std::optional(resumed->files) : std::nullopt);
  Progress progress(setting.log, first, setting.deck.steps, ensemble.rows());
  const LoopResult result = run_loop(ensemble, output, first, resumed.has_value(), limit, progress);
  progress.finish();
  write_summary(setting, directory, ensemble, result, first, timer, started);
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
