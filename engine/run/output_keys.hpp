// The keys of [output] that every job has.
#pragma once

#include <cstdint>
#include <string>

#include "engine/deck/schema.hpp"

namespace starling {

/// Where a run's files go, and when it can be continued from.
struct OutputKeys {
  std::string directory;              ///< empty: runs/ and the deck's name
  std::int64_t checkpoint_every = 0;  ///< units; 0: only at the end
  std::int64_t checkpoints_kept = 2;
};

/// Declares the directory, the first key of [output].
inline void declare_directory(Schema& schema, OutputKeys& keys) {
  schema.key("directory", keys.directory, "the run's directory")
      .unset_means("runs/ and the deck's name")
      .may_change_on_restart();
}

/// Declares the keys of checkpoints, the last ones; returns their cadence. `units` is the word for units of work, `more` what
/// else is said of them.
inline Key& declare_checkpoints(Schema& schema, OutputKeys& keys, const std::string& units,
                                const std::string& more = "") {
  Key& every =
      schema.key("checkpoint_every", keys.checkpoint_every, units + " between checkpoints; 0: only at the end" + more)
          .at_least(0)
          .may_change_on_restart();
  schema.key("checkpoints_kept", keys.checkpoints_kept, "checkpoints that are kept")
      .at_least(1)
      .may_change_on_restart();
  return every;
}

}  // namespace starling
