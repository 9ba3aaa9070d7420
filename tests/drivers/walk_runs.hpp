// Short runs of the walk job, and what they leave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck of inputs/walk.
[[nodiscard]] std::string walk_deck(const std::string& name);

/// A ready deck, made smaller; `stop_at` is a number of steps in the middle of its work.
struct WalkRun {
  std::string name;
  std::string deck;
  std::int64_t stop_at;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory, const Arguments& more = {}) const;
};

[[nodiscard]] const std::vector<WalkRun>& walk_runs();

/// All of a run that must be the same however it was run, by name.
[[nodiscard]] std::map<std::string, std::string> walk_fingerprint(const fs::path& run);

}  // namespace starling::test
