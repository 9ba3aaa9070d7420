// Files that a job writes besides the table and the checkpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/run/cadence.hpp"

namespace starling {

/// A kind of file and when it is written; every function but state() is collective over the world, and may be left out.
struct Writer {
  std::string name;                                   ///< of its state among those of a checkpoint
  Cadence cadence;                                    ///< in units done
  bool observes = false;                              ///< members must be settled for observation
  bool at_end = false;                                ///< also due when the run has ended
  std::function<void(std::int64_t done)> write = {};  ///< when it is due
  std::function<void(std::int64_t done)> close = {};  ///< before a checkpoint: what was written is on the disk
  std::function<void()> finish = {};                  ///< when the run stops or has ended, after its last checkpoint
  std::function<nlohmann::json()> state = {};         ///< what a restart continues its files from
};

using Writers = std::vector<Writer>;

}  // namespace starling
