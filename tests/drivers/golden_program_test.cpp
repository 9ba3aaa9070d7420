// The bits of short runs, by their hashes in tests/golden: the same from every compiler and instruction set.
//
// Where a change of the physics is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include <cstdlib>

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "tests/drivers/run_files.hpp"
#include "tests/drivers/short_runs.hpp"

namespace starling::test {
namespace {

const fs::path golden_file = STARLING_SOURCE_DIR "/tests/golden/active.txt";

/// One line a part: "name observables.csv 0123456789abcdef".
std::string hashes_of(const ShortRun& short_run, const fs::path& run) {
  std::string lines;
  std::string arrays;
  for (const auto& [name, bytes] : fingerprint(run)) {
    if (name.starts_with("observables.h5/")) arrays += bytes;
    const bool state = name == "observables.csv" || name.starts_with("checkpoint/particles/");
    if (state) lines += fmt::format("{} {} {:016x}\n", short_run.name, name, XXH3_64bits(bytes.data(), bytes.size()));
  }
  return lines + fmt::format("{} observables.h5 {:016x}\n", short_run.name, XXH3_64bits(arrays.data(), arrays.size()));
}

TEST(Golden, ShortRunsHaveTheirHashes) {
  std::string lines =
      "# XXH3 of what short runs leave; tests/drivers/golden_program_test.cpp says how to write it anew.\n";
  for (const ShortRun& short_run : short_runs()) {
    const Scratch scratch;
    const Outcome outcome = run(0, short_run.arguments("run"), scratch.folder());
    ASSERT_EQ(outcome.code, 0) << short_run.name << ": " << outcome.errors;
    lines += hashes_of(short_run, scratch / "run");
  }
  if (std::getenv("STARLING_WRITE_GOLDEN") != nullptr) write_file(golden_file, lines);
  EXPECT_EQ(read_file(golden_file), lines);
}

}  // namespace
}  // namespace starling::test
