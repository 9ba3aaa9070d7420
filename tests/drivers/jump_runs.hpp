// Short runs of the jump job, and what they leave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck of inputs/jump.
[[nodiscard]] std::string jump_deck(const std::string& name);

/// A ready deck, made smaller; `stop_at` is a number of units in the middle of its work.
struct JumpRun {
  std::string name;
  std::string deck;
  std::int64_t stop_at;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory, const Arguments& more = {}) const;
};

[[nodiscard]] const std::vector<JumpRun>& jump_runs();

/// All of a run that must be the same however it was run, by name.
[[nodiscard]] std::map<std::string, std::string> jump_fingerprint(const fs::path& run);

}  // namespace starling::test
