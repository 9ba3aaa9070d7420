// Going on from a checkpoint, on any number of ranks.
#pragma once

#include <string>

#include "drivers/smc/output.hpp"
#include "drivers/smc/setting.hpp"

namespace starling::smc {

/// Collective: the run's last good checkpoint. Fails with bad_input if the deck, but for what may change, or the
/// observations (`data` is their checksum) are not those it was taken with.
[[nodiscard]] LoadedCheckpoint load_checkpoint(const Setting& setting, const RunDirectory& directory,
                                               const std::string& data);

/// Collective: puts the replicas where the checkpoint left them. Fails with bad_input if the deck now asks for less.
void put_replicas(const Setting& setting, const RankGroups& groups, const Methods& methods,
                  const LoadedCheckpoint& loaded);

}  // namespace starling::smc
