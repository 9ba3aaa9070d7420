// Going on from a checkpoint.
#pragma once

#include <vector>

#include "drivers/active/output.hpp"
#include "drivers/run_setting.hpp"

namespace starling::active {

using Setting = RunSetting<Deck>;

/// A checkpoint, and where the run's files stood when it was taken.
struct Resumed {
  LoadedCheckpoint checkpoint;
  OutputState files;
};

/// The latest good checkpoint of a run; bad input if the deck differs from the checkpoint's where it must not. Collective.
[[nodiscard]] Resumed load_resumed(const Setting& setting, const RunDirectory& directory);

/// Makes the ensemble's replicas, which has none yet, from a checkpoint. Collective.
template <int D>
void load_replicas(const Setting& setting, const LoadedCheckpoint& loaded, Ensemble<D>& ensemble);

}  // namespace starling::active
