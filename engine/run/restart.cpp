// Checking a checkpoint against the deck.
#include "engine/run/restart.hpp"

namespace starling {

namespace {

void require_remembered(const RunSetting& setting, const RunPlan& plan, const LoadedCheckpoint& loaded) {
  const nlohmann::json& remembered = loaded.state.at("remembered");
  for (const Remembered& now : plan.remembered) {
    const nlohmann::json then =
        remembered.is_object() ? remembered.value(now.name, nlohmann::json()) : nlohmann::json();
    if (then != now.value) setting.schema.refuse(now.key, fmt::format(fmt::runtime(now.sentence), then.dump()));
  }
}

void require_same_run(const RunSetting& setting, const RunPlan& plan, const RunDirectory& directory,
                      const LoadedCheckpoint& loaded) {
  const std::string folder = directory.folder().string();
  if (plan.recognise) plan.recognise(loaded);
  const std::string difference = setting.schema.first_difference(loaded.deck);
  if (!difference.empty()) {
    fail(ExitCode::bad_input, "{}: cannot continue with another deck: {}", setting.command_line.deck, difference);
  }
  const std::int64_t rows = plan.replicas * plan.chains * plan.rows_each;
  if (!loaded.state.contains("members") || !loaded.state.contains("writers") || !loaded.state.contains("remembered") ||
      loaded.rows.total != rows) {
    fail(ExitCode::bad_input, "the checkpoint in {} is of another kind of run", folder);
  }
  require_remembered(setting, plan, loaded);
  if (plan.accept) plan.accept(loaded);
  if (plan.units && loaded.step > *plan.units) {
    if (plan.length_key.empty()) fail(ExitCode::bad_input, "the checkpoint in {} is of a longer run", folder);
    setting.schema.refuse(plan.length_key,
                          fmt::format("the run in {} is at {} {} already", folder, plan.unit, loaded.step));
  }
}

}  // namespace

RunMode run_mode(const CommandLine& command_line) {
  return command_line.restart ? RunMode::restart : command_line.overwrite ? RunMode::overwrite : RunMode::fresh;
}

LoadedCheckpoint load_checkpoint(const RunSetting& setting, const RunPlan& plan, const RunDirectory& directory) {
  const CheckpointStore store(setting.world, directory.checkpoints(), static_cast<int>(plan.output.checkpoints_kept));
  LoadedCheckpoint loaded = store.load_latest();
  for (const std::string& warning : loaded.warnings) setting.log.warn("{}", warning);
  setting.world.together([&] { require_same_run(setting, plan, directory, loaded); });
  return loaded;
}

}  // namespace starling
