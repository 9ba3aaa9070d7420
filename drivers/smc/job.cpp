// Checking the deck, building the replicas, opening the run's directory, running the loop, writing the summary.
#include "drivers/smc/job.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <chrono>
#include <cstdio>

#include "drivers/smc/loop.hpp"
#include "drivers/smc/make_method.hpp"
#include "drivers/smc/restart.hpp"
#include "drivers/smc/run_summary.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/run_lock.hpp"
#include "engine/runtime/memory.hpp"

namespace starling::smc {

namespace {

constexpr const char* meaning = "sequential Monte Carlo: particle filters, smoothers and tempering samplers";

std::string checksum(const std::string& text) { return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())); }

Methods make_methods(const Setting& setting, const RankGroups& groups, const Problem& problem) {
  // A dry run needs to know that they can be made, not to have them.
  const std::int64_t count = setting.command_line.dry_run ? 1 : groups.count();
  Methods methods;
  setting.world.together([&] {
    try {
      for (std::int64_t k = 0; k < count; ++k) {
        methods.push_back(make_method(groups.group(), setting.deck, problem, groups.first() + k));
      }
    } catch (const Failure& failure) {
      throw setting.schema.placed(failure);
    }
  });
  return methods;
}

void log_plan(const Setting& setting, const RankGroups& groups, const Problem& problem) {
  const Deck& deck = setting.deck;
  const std::size_t observations = problem.model ? problem.observations.size() : problem.data.rows.size();
  setting.log.info("{}: {} in {} of the model {}, {}", name_of(deck.method), counted(deck.particles, "particle"),
                   counted(members(deck), deck.chains.value_or(1) > 1 ? "chain" : "replica"), deck.model.name,
                   counted(static_cast<std::int64_t>(observations), "observation"));
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
}

/// Particles of all its replicas that this rank holds.
std::int64_t slots_of(const Setting& setting, const RankGroups& groups) {
  return rows_of(setting.deck.particles, groups.group()).count * groups.count();
}

void log_sizes(const Setting& setting, const RankGroups& groups, const Problem& problem,
               const RunDirectory& directory) {
  const std::int64_t most = setting.world.maximum(slots_of(setting, groups));
  const std::int64_t bytes = bytes_per_particle(setting.deck, problem);
  setting.log.info(
      "{} bytes a particle, {} particles on a rank at most: about {:.3g} MB of memory; the run would go to {}", bytes,
      most, static_cast<double>(bytes * most) / 1e6, directory.folder().string());
}

ExitCode simulate(const Setting& setting) {
  PhaseTimer timer(phase_labels());
  const WallLimit limit(setting.command_line.wall_limit);
  const auto started = std::chrono::system_clock::now();
  const RunDirectory directory(run_folder(setting.deck.directory, setting.command_line.deck));
  const RunMode mode = run_mode(setting.command_line);
  directory.check(setting.world, mode);
  std::optional<RunLock> lock;
  if (!setting.command_line.dry_run) lock.emplace(setting.world, directory.folder());
  const Problem problem = make_problem(setting.world, setting.schema, setting.deck, setting.command_line.deck);
  const std::string data = data_text(problem.data);
  std::optional<LoadedCheckpoint> loaded;
  if (setting.command_line.restart) loaded = load_checkpoint(setting, directory, checksum(data));
  const RankGroups groups(setting.world, members(setting.deck));
  require_memory(setting.world, static_cast<double>(bytes_per_particle(setting.deck, problem)) *
                                    static_cast<double>(slots_of(setting, groups)));
  const Methods methods = make_methods(setting, groups, problem);
  log_plan(setting, groups, problem);
  if (setting.command_line.dry_run) {
    log_sizes(setting, groups, problem, directory);
    return ExitCode::success;
  }
  std::optional<OutputState> resumed;
  if (loaded) {
    put_replicas(setting, groups, methods, *loaded);
    resumed = OutputState::load(loaded->state.at("output"));
  }
  const std::string resolved = setting.schema.dump();
  lock->begin_writing();
  directory.prepare(setting.world, mode);
  if (loaded) checkpoints_of(setting, directory).discard_after(loaded->step);
  setting.world.together([&] {
    if (!setting.world.is_root()) return;
    write_file_atomically(directory.deck(), resolved);
    if (!problem.data.columns.empty()) write_file_atomically(directory.data(), data);
    if (loaded) delete_snapshots_after(directory.snapshots(), loaded->step - 1);
  });
  setting.log.open_file(directory.log(), loaded.has_value());
  const std::int64_t first = loaded ? loaded->step : 0;
  if (loaded) setting.log.info("going on from unit {}", first);
  Output output(groups, setting.deck, directory, resolved, checksum(data), methods, resumed);
  const std::optional<std::int64_t> planned = methods.front()->planned();
  Progress progress(setting.log, first, planned.value_or(first), members(setting.deck) * setting.deck.particles);
  const std::int64_t before = units_done(methods);
  const LoopResult result =
      run_loop(groups, setting.deck, methods, output, timer, limit, planned ? &progress : nullptr);
  progress.finish();
  const std::int64_t units = units_done(methods) - before;
  write_summary(setting, groups, methods, result, units, timer, started, directory.summary());
  if (result.ended) return ExitCode::success;
  setting.log.info("stopped by {} at unit {}; go on with --restart", describe(result.stop), result.done);
  return ExitCode::interrupted;
}

/// A deck's schema before it is read: with its model's keys, if it names a model.
void describe_for(Schema& schema, Deck& deck, const CommandLine& command_line, const std::string& deck_text) {
  choose_model(deck.model, deck_text, command_line.deck, command_line.keys);
  describe(schema, deck);
}

}  // namespace

ExitCode run(const Communicator& world, const CommandLine& command_line, const std::string& deck_text, RunLog& log) {
  Deck deck;
  Schema schema("smc", meaning);
  world.together([&] {
    describe_for(schema, deck, command_line, deck_text);
    schema.read(deck_text, command_line.deck, command_line.keys);
    check(schema, deck);
  });
  if (command_line.dump_deck) {
    if (world.is_root()) std::fputs(schema.dump().c_str(), stdout);
    return ExitCode::success;
  }
  return simulate({world, command_line, schema, deck, log});
}

std::string reference() {
  Deck deck;
  Schema schema("smc", meaning);
  describe(schema, deck);
  return schema.reference() + models_reference();
}

std::string help() {
  Deck deck;
  Schema schema("smc", meaning);
  describe(schema, deck);
  return schema.dump() + models_help();
}

}  // namespace starling::smc
