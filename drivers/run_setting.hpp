// What every part of a run needs to know, and how a run of any job begins or goes on.
#pragma once

#include <string>

#include "engine/comm/communicator.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/deck/schema.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/run_directory.hpp"
#include "engine/runtime/log.hpp"

namespace starling {

/// `Deck` is the job's own struct, which `schema` fills; it names checkpoints_kept.
template <class Deck>
struct RunSetting {
  const Communicator& world;
  const CommandLine& command_line;
  const Schema& schema;
  const Deck& deck;
  RunLog& log;
};

[[nodiscard]] inline RunMode run_mode(const CommandLine& command_line) {
  return command_line.restart ? RunMode::restart : command_line.overwrite ? RunMode::overwrite : RunMode::fresh;
}

/// Collective: the checkpoints of a run.
template <class Deck>
[[nodiscard]] CheckpointStore checkpoints_of(const RunSetting<Deck>& setting, const RunDirectory& directory) {
  return {setting.world, directory.checkpoints(), static_cast<int>(setting.deck.checkpoints_kept)};
}

/// Collective: the latest good checkpoint of a run; the log names those that are not.
template <class Deck>
[[nodiscard]] LoadedCheckpoint latest_checkpoint(const RunSetting<Deck>& setting, const RunDirectory& directory) {
  LoadedCheckpoint loaded = checkpoints_of(setting, directory).load_latest();
  for (const std::string& warning : loaded.warnings) setting.log.warn("{}", warning);
  return loaded;
}

/// Bad input if the deck differs from the checkpoint's where it must not.
template <class Deck>
void refuse_another_deck(const RunSetting<Deck>& setting, const LoadedCheckpoint& loaded) {
  const std::string difference = setting.schema.first_difference(loaded.deck);
  if (!difference.empty()) {
    fail(ExitCode::bad_input, "{}: cannot go on with another deck: {}", setting.command_line.deck, difference);
  }
}

}  // namespace starling
