// The bits of short runs of every sampler, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of the samplers is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/recorded_hashes.hpp"
#include "tests/drivers/sgmcmc_runs.hpp"

namespace starling::test {
namespace {

/// One line a part: "name draws.csv 0123456789abcdef".
std::string sgmcmc_hashes(const std::string& run_name, const fs::path& run) {
  std::string lines;
  for (const auto& [name, bytes] : sgmcmc_fingerprint(run)) {
    if (name == "summary.json" || name.ends_with(".h5/state")) continue;
    lines += hash_line(run_name, name, bytes);
  }
  return lines;
}

TEST(SgmcmcGolden, ShortRunsHaveTheirHashes) {
  std::string lines;
  for (const SgmcmcRun& short_run : sgmcmc_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    lines += sgmcmc_hashes(short_run.name, scratch / "run");
  }
  expect_recorded("sgmcmc.txt", "short runs", "sgmcmc_golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
