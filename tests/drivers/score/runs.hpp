// Short runs of the score job, the runs of the active job that go before and after them, and what they leave.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck of inputs/score.
[[nodiscard]] std::string score_deck(const std::string& name);

/// inputs/score/quick.ini, made small: mostly 17 intervals between frames of the training's system, 10 of the held-out one, and 24
/// updates. A checkpoint is taken every `stop_at` of these units.
struct ScoreRun {
  static constexpr int stop_at = 11;

  std::string name;
  Arguments changes;

  [[nodiscard]] Arguments arguments(const std::string& directory, const Arguments& more = {}) const;
};

/// Every network, kind of drive and dimension.
[[nodiscard]] const std::vector<ScoreRun>& score_runs();
[[nodiscard]] const ScoreRun& score_run(const std::string& name);

/// A run of the active job of the same physics as the first of the short ones, with `seed`, of eight frames.
[[nodiscard]] Arguments run_of_frames(const std::string& directory, int seed);

/// A training on the frames of runs `one` and `other` of that kind.
[[nodiscard]] ScoreRun run_on_frames();

/// A run of the active job of the same physics as the first of the short ones, with score.network = `files`; `more` for both.
[[nodiscard]] Arguments run_scored_by(const std::string& directory, const std::string& files,
                                      const Arguments& more = {});

/// The same with the score of the first of the short ones, which lies in `learned`; `more` for both.
[[nodiscard]] Arguments scored_run(const std::string& directory, const std::string& learned,
                                   const Arguments& more = {});

/// Table, summary, networks and last checkpoint, by name.
[[nodiscard]] std::map<std::string, std::string> score_fingerprint(const fs::path& run);

/// Names of what differs between two runs, empty if nothing does; a run without files differs from everything.
[[nodiscard]] std::string score_differences(const fs::path& one, const fs::path& other);

}  // namespace starling::test
