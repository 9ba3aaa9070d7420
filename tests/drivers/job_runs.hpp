// Short runs of jobs, and what they leave: what the tests of bits, of restarts and of recorded hashes share.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// A ready deck, made smaller; `stop_at` is a number of units in the middle of its work, 0 where it has only one.
struct JobRun {
  std::string name;
  std::string deck;
  std::int64_t stop_at;
  Arguments changes;
};

/// The ready decks and the runs of a job, and the files, besides the summary and the checkpoint, that must be the same however they are run.
struct JobRuns {
  std::string job;
  std::vector<std::string> decks;   ///< that must be there
  std::vector<std::string> tables;  ///< the first has a row for every observation
  std::vector<JobRun> runs;
  std::string folder = {};                                          ///< of HDF5 files
  Arguments common = {};                                            ///< changes of all
  std::vector<std::string> files = {};                              ///< HDF5 files that some of the runs leave
  std::vector<std::string> says = {" bytes per ", "MB on a rank"};  ///< of what its dry runs say

  [[nodiscard]] std::string deck(const std::string& name) const {
    return STARLING_SOURCE_DIR "/inputs/" + job + "/" + name + ".ini";
  }
  [[nodiscard]] Arguments arguments(const JobRun& run, const std::string& directory, const Arguments& more = {}) const;
  /// The run of this name.
  [[nodiscard]] const JobRun& named(const std::string& name) const;
  /// All of a run that must be the same however it was run, by name.
  [[nodiscard]] std::map<std::string, std::string> fingerprint(const fs::path& run) const;
  /// Names of what differs between two runs, empty if nothing does; a run without files differs from everything.
  [[nodiscard]] std::string differences(const fs::path& one, const fs::path& other) const;
};

/// What GoogleTest prints of one.
inline std::ostream& operator<<(std::ostream& out, const JobRuns& runs) { return out << runs.job; }

/// Each in runs.cpp of the folder of its job.
[[nodiscard]] JobRuns diffusion_runs();
[[nodiscard]] JobRuns jump_runs();
[[nodiscard]] JobRuns md_runs();
[[nodiscard]] JobRuns optimise_runs();
[[nodiscard]] JobRuns sgmcmc_runs();
[[nodiscard]] JobRuns smc_runs();
[[nodiscard]] JobRuns spins_runs();
[[nodiscard]] JobRuns walk_runs();

[[nodiscard]] const std::vector<JobRuns>& job_runs();

/// The job's, of this name.
[[nodiscard]] const JobRuns& runs_of(const std::string& job);

}  // namespace starling::test
