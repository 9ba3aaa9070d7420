// The steps of a run, each of which opens one file.
#include "engine/run/run.hpp"

#include <chrono>

#include "engine/io/atomic_file.hpp"
#include "engine/io/run_lock.hpp"
#include "engine/run/loop.hpp"
#include "engine/run/member_states.hpp"
#include "engine/run/restart.hpp"
#include "engine/run/run_summary.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/progress.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling {

namespace {

/// Bytes that this rank needs at least for `members` members.
std::int64_t bytes_of(const RunPlan& plan, const RankGroups& groups, std::int64_t members) {
  return plan.bytes_per_row * rows_of(plan.rows_each, groups.group()).count * members;
}

void log_sizes(const RunSetting& setting, const RunPlan& plan, const RankGroups& groups,
               const RunDirectory& directory) {
  const std::int64_t most = setting.world.maximum(bytes_of(plan, groups, groups.count()));
  setting.log.info("{} bytes per {}: at least {:.3g} MB on a rank; the run would go to {}", plan.bytes_per_row,
                   plan.row_word, static_cast<double>(most) / 1e6, directory.folder().string());
}

/// Where the members are.
void log_places(const RunSetting& setting, const RunPlan& plan, const RankGroups& groups) {
  setting.log.info("{} in {} of {}", counted(setting.world.size(), "rank"), counted(groups.groups(), "group"),
                   counted(ExecutionSpace().concurrency(), "thread"));
  const int ranks = groups.ranks_of(0);
  if (!plan.divides && ranks > 1) {
    setting.log.warn("there are more ranks than runs, which cannot be divided: of {} only {} are of use",
                     counted(setting.world.size(), "rank"), groups.groups());
  } else if (plan.divides && plan.divides_rows && plan.rows_each > 0 && ranks > plan.rows_each) {
    setting.log.info("a group of {} has only {}: some ranks have nothing to do", counted(ranks, "rank"),
                     counted(plan.rows_each, plan.row_word));
  }
}

/// What the run's directory holds before the first unit: the deck that was run, and what else is known.
void open_directory(const RunSetting& setting, const RunPlan& plan, const RunDirectory& directory,
                    const std::string& resolved_deck, const LoadedCheckpoint* loaded) {
  directory.prepare(setting.world, run_mode(setting.command_line));
  setting.world.together([&] {
    if (!setting.world.is_root()) return;
    write_file_atomically(directory.deck(), resolved_deck);
    for (const TextFile& file : plan.texts) write_file_atomically(directory.file(file.name), file.text);
  });
  setting.log.open_file(directory.log(), loaded != nullptr);
}

}  // namespace

ExitCode run_plan(const RunSetting& setting, const RunPlan& plan) {
  PhaseTimer timer(plan.phases.labels);
  const WallLimit limit(setting.command_line.wall_limit);
  const auto started = std::chrono::system_clock::now();
  std::vector<std::string> own_files = plan.own_files;
  if (plan.table) own_files.push_back(plan.table->file);
  const RunDirectory directory(run_folder(plan.output.directory, setting.command_line.deck), plan.job, own_files);
  directory.check(setting.world, run_mode(setting.command_line));
  std::optional<RunLock> lock;
  if (!setting.command_line.dry_run) lock.emplace(setting.world, directory.folder());
  std::optional<LoadedCheckpoint> loaded;
  if (setting.command_line.restart) loaded = load_checkpoint(setting, plan, directory);

  // A dry run needs to know that members can be made, not to have them.
  const bool dry = setting.command_line.dry_run;
  const RankGroups groups(setting.world, plan.replicas * plan.chains);
  const std::int64_t most = dry ? 1 : groups.count();
  require_memory(setting.world, static_cast<double>(bytes_of(plan, groups, most)));
  std::vector<MemberState> states;
  if (loaded && !dry) states = scatter_states(groups, plan.rows_each, *loaded);
  Members members(groups, plan, timer, most, states);
  states.clear();
  if (loaded) loaded->columns.clear();  // the members have them now
  if (plan.announce) plan.announce(members, !dry && !loaded);
  log_places(setting, plan, groups);
  if (dry) {
    log_sizes(setting, plan, groups, directory);
    return ExitCode::success;
  }

  const std::int64_t first = loaded ? loaded->step : 0;
  const std::string resolved_deck = setting.schema.dump();
  const LoadedCheckpoint* const resumed = loaded ? &*loaded : nullptr;
  lock->begin_writing();
  open_directory(setting, plan, directory, resolved_deck, resumed);
  if (loaded) {
    CheckpointStore(setting.world, directory.checkpoints(), static_cast<int>(plan.output.checkpoints_kept))
        .discard_after(first);
  }
  if (loaded) setting.log.info("continuing from {} {}", plan.unit, first);
  Output output(members, {directory, resolved_deck, resumed}, timer);

  const double work_per_unit = plan.units_are_alike ? members.any().work_per_unit() : 0.0;
  const auto work = static_cast<std::int64_t>(static_cast<double>(groups.members()) * work_per_unit);
  Progress progress(setting.log, first, plan.units.value_or(first), work);
  const LoopResult result =
      run_loop(members, output, timer, limit, loaded.has_value(), plan.units ? &progress : nullptr);
  progress.finish();
  write_run_summary(setting, members, result, timer, started, directory.summary());
  if (result.ended) return ExitCode::success;
  setting.log.info("stopped by {} at {} {}; continue with --restart", describe(result.stop), plan.unit, result.done);
  return ExitCode::interrupted;
}

}  // namespace starling
