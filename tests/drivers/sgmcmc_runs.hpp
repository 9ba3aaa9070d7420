// Short runs of every sampler of the sgmcmc job, and what they leave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck of inputs/sgmcmc.
[[nodiscard]] std::string sgmcmc_deck(const std::string& name);

/// A ready deck, made smaller; `stop_at` is a number of units in the middle of its work.
struct SgmcmcRun {
  std::string name;
  std::string deck;
  std::int64_t stop_at;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory, const Arguments& more = {}) const;
};

[[nodiscard]] const std::vector<SgmcmcRun>& sgmcmc_runs();

/// All of a run that must be the same however it was run, by name.
[[nodiscard]] std::map<std::string, std::string> sgmcmc_fingerprint(const fs::path& run);

/// Names of what differs between two runs, empty if nothing does; a run without files differs from everything.
[[nodiscard]] std::string sgmcmc_differences(const fs::path& one, const fs::path& other);

}  // namespace starling::test
