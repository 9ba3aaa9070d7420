// Going on from a checkpoint.
#pragma once

#include <vector>

#include "drivers/active/output.hpp"
#include "engine/deck/command_line.hpp"
#include "engine/runtime/log.hpp"

namespace starling::active {

/// What every part of a run needs to know.
struct Setting {
  const Communicator& world;
  const CommandLine& command_line;
  const Schema& schema;
  const Deck& deck;
  RunLog& log;
};

/// A checkpoint, and where the run's outputs stood when it was taken.
struct Resumed {
  LoadedCheckpoint checkpoint;
  OutputState output;
};

/// The latest good checkpoint of a run; bad input if the deck differs from the checkpoint's where it must not. Collective.
[[nodiscard]] Resumed load_resumed(const Setting& setting, const RunDirectory& directory);

/// A checkpoint's columns as particle records. Collective.
template <int D>
[[nodiscard]] std::vector<double> records_of(const Setting& setting, const LoadedCheckpoint& loaded);

}  // namespace starling::active
