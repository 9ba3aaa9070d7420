// Runs that are killed with SIGKILL at random moments and restarted, again and again, and what each moment left.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// Where Open MPI keeps what killed processes cannot remove.
class LauncherFiles {
 public:
  LauncherFiles();
  ~LauncherFiles();
  LauncherFiles(const LauncherFiles&) = delete;
  LauncherFiles& operator=(const LauncherFiles&) = delete;

 private:
  Scratch folder_;
};

/// A run whose steps are few between its outputs, so that most of its time goes into them.
struct Victim {
  std::function<Arguments(const std::string& directory)> arguments;
  std::string table;                                                         ///< the name of its CSV
  std::function<std::string(const fs::path&, const fs::path&)> differences;  ///< empty if two runs agree
};

/// When the kills of a test fell.
struct Moments {
  int start_up = 0;   ///< before the launch had written a row
  int in_writes = 0;  ///< with a file half written, or a checkpoint that was complete but not listed yet
  int others = 0;
  [[nodiscard]] int all() const { return start_up + in_writes + others; }
};

/// Whether a kill fell inside the writing of a checkpoint, a manifest, a view, a summary or a row. (An open segment is
/// always half written.)
[[nodiscard]] bool killed_in_a_write(const fs::path& run, const std::string& table);

/// Names of what a killed run left that is not the beginning of what `reference` has: whole rows, and frames of the
/// trajectory as a reader sees them.
[[nodiscard]] std::string unlike_the_beginning(const fs::path& reference, const fs::path& run,
                                               const std::string& table);

/// Kills a victim in chains of launches in one directory until there were `kills` of them; each chain ends in a launch
/// that nothing happens to, and must then agree with a run that nothing ever happened to.
class Killer {
 public:
  Killer(Victim victim, unsigned seed);

  Moments kill(int kills, int kills_a_chain);

 private:
  /// A launch on some number of ranks, killed before or after it has written rows; false if it ended by itself.
  bool kill_once(const std::string& name, Moments& moments);

  /// Continues where there is a checkpoint, and starts anew where the run was killed before the first.
  [[nodiscard]] Arguments arguments_of(const std::string& name) const;

  /// Bytes of rows; a restart first cuts them back.
  [[nodiscard]] std::uintmax_t rows_of(const std::string& name) const;

  void await_rows(Program& program, const std::string& name, std::uintmax_t before) const;
  void await_checkpoint_begun(Program& program, const std::string& name) const;

  double uniform() { return static_cast<double>(random_()) / 4294967296.0; }

  Victim victim_;
  std::mt19937 random_;
  LauncherFiles launcher_files_;
  Scratch scratch_;
  double launch_ = 0.0;
};

}  // namespace starling::test
