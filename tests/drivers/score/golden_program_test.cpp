// The bits of short trainings, and of a run with a score, by their hashes in tests/golden: the same from every compiler and
// instruction set.
//
// Where a change of the networks or of the learning is meant to change them, STARLING_WRITE_GOLDEN=1 writes the file anew.
#include <gtest/gtest.h>

#include "tests/drivers/recorded_hashes.hpp"
#include "tests/drivers/score/runs.hpp"

namespace starling::test {
namespace {

/// One line a part: the table, all parameters and all scales of a network, the frames, the local rates of the last held-out one. A
/// version is in no part.
std::string training_hashes(const std::string& run_name, const fs::path& run) {
  std::map<std::string, std::string> parts;
  for (const auto& [name, bytes] : score_fingerprint(run)) {
    if (name == "training.csv") parts[name] += bytes;
    if (name.starts_with("trajectory")) {
      if (name.ends_with("entropy_production_local/value")) parts["local rates"] += bytes;
      continue;
    }
    const std::size_t end = name.find(".h5/");
    if (end == std::string::npos) continue;
    for (const char* const part : {"parameters/", "scales/"}) {
      if (name.find(part) == end + 4) parts[name.substr(0, end + 4) + part] += bytes;
    }
    if (name.ends_with("/frames") || name.ends_with("/held_out_frames")) parts["frames"] += bytes;
  }
  std::string lines;
  for (const auto& [part, bytes] : parts) lines += hash_line(run_name, part, bytes);
  return lines;
}

void expect_ended(const std::string& name, const Arguments& arguments, const Scratch& scratch) {
  const Outcome outcome = run(0, arguments, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << name << ": " << outcome.errors;
}

TEST(ScoreGolden, ShortTrainingsHaveTheirHashes) {
  std::string lines;
  const Scratch scratch;
  for (const ScoreRun& short_run : score_runs()) {
    expect_ended(short_run.name, short_run.arguments(short_run.name), scratch);
    lines += training_hashes(short_run.name, scratch / short_run.name);
  }
  expect_ended("scored", scored_run("scored", score_runs().front().name), scratch);
  for (const auto& [name, bytes] : fingerprint(scratch / "scored")) {
    if (name == "observables.csv") lines += hash_line("scored", name, bytes);
    const bool local = name.starts_with("trajectory.h5/") && name.find("entropy_production") != std::string::npos;
    if (local && name.ends_with("value")) lines += hash_line("scored", name, bytes);
  }
  expect_recorded("score.txt", "short trainings", "score/golden_program_test.cpp", lines);
}

}  // namespace
}  // namespace starling::test
