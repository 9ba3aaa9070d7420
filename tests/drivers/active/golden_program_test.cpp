// The bits of short runs, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of the physics is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/active/short_runs.hpp"
#include "tests/drivers/recorded_hashes.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

/// One line a part: "name observables.csv 0123456789abcdef".
std::string active_hashes(const ShortRun& short_run, const fs::path& run) {
  std::string lines;
  std::string arrays;
  for (const auto& [name, bytes] : fingerprint(run)) {
    if (name.starts_with("observables.h5/")) arrays += bytes;
    const bool state = name == "observables.csv" || name.starts_with("checkpoint/particles/");
    if (state) lines += hash_line(short_run.name, name, bytes);
  }
  return lines + hash_line(short_run.name, "observables.h5", arrays);
}

TEST(Golden, ShortRunsHaveTheirHashes) {
  std::string lines;
  for (const ShortRun& short_run : short_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    lines += active_hashes(short_run, scratch / "run");
  }
  expect_recorded("active.txt", "short runs", "active/golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
