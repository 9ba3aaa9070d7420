// Short runs of the md job, and what they leave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck of inputs/md.
[[nodiscard]] std::string md_deck(const std::string& name);

/// The quick deck, made smaller.
struct MdRun {
  std::string name;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory, const Arguments& more = {}) const;
};

[[nodiscard]] const std::vector<MdRun>& md_runs();
[[nodiscard]] const MdRun& md_run(const std::string& name);

/// All of a run that must be the same however it was run, by name.
[[nodiscard]] std::map<std::string, std::string> md_fingerprint(const fs::path& run);

/// Names of what differs between two runs, empty if nothing does.
[[nodiscard]] std::string md_differences(const fs::path& one, const fs::path& other);

}  // namespace starling::test
