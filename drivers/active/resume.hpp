// Going on from a checkpoint.
#pragma once

#include <vector>

#include "drivers/active/output.hpp"
#include "drivers/run_setting.hpp"

namespace starling::active {

using Setting = RunSetting<Deck>;

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
