// The bits of short runs of every method, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of the methods is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/recorded_hashes.hpp"
#include "tests/drivers/smc_runs.hpp"

namespace starling::test {
namespace {

/// One line a part: "name filter.csv 0123456789abcdef".
std::string smc_hashes(const std::string& run_name, const fs::path& run) {
  std::string lines;
  for (const auto& [name, bytes] : smc_fingerprint(run)) {
    if (name == "summary.json" || name.ends_with(".h5/state") || name.starts_with("particles/")) continue;
    lines += hash_line(run_name, name, bytes);
  }
  return lines;
}

TEST(SmcGolden, ShortRunsHaveTheirHashes) {
  std::string lines;
  for (const SmcRun& short_run : smc_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    lines += smc_hashes(short_run.name, scratch / "run");
  }
  expect_recorded("smc.txt", "short runs", "smc_golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
