// The folder of one run: where each file lies, and when a new run may use it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// What a run may find in its folder.
enum class RunMode {
  fresh,      ///< no run yet
  overwrite,  ///< perhaps a run, whose files are then deleted
  restart     ///< a run with a checkpoint
};

/// The folder of a run: `given` (output.directory), or runs/<the deck's name without extension> when that is empty.
[[nodiscard]] std::filesystem::path run_folder(const std::string& given, const std::filesystem::path& deck);

/// The paths of a run's files, and the rules for the folder they are in.
class RunDirectory {
 public:
  /// `own`: names of files that runs of `job` have besides those that any run may have.
  explicit RunDirectory(std::filesystem::path folder, std::string job = {}, std::vector<std::string> own = {})
      : folder_(std::move(folder)), job_(std::move(job)), own_(std::move(own)) {}

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] std::filesystem::path deck() const { return folder_ / "deck.ini"; }
  [[nodiscard]] std::filesystem::path log() const { return folder_ / "run.log"; }
  /// One of the job's own.
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::filesystem::path snapshots() const { return folder_ / "particles"; }
  [[nodiscard]] std::filesystem::path summary() const { return folder_ / "summary.json"; }
  [[nodiscard]] std::filesystem::path trajectory() const { return folder_ / "trajectory.h5"; }
  [[nodiscard]] std::filesystem::path segments() const { return folder_ / "trajectory"; }
  [[nodiscard]] std::filesystem::path checkpoints() const { return folder_ / "checkpoint"; }

  /// Whether any file of a run is there. For one process.
  [[nodiscard]] bool holds_run() const;

  /// Collective; touches nothing: a bad_input Failure unless prepare() with this mode would be right (a run of another job,
  /// whose files would stay, is not overwritten), or a file_error one if the folder cannot be created or written to.
  void check(const Communicator& communicator, RunMode mode) const;

  /// Collective: checks again, then creates the folder or (overwrite) deletes the files that a run owns and no other.
  /// To be called when everything else has been validated.
  void prepare(const Communicator& communicator, RunMode mode) const;

 private:
  void check_here(RunMode mode) const;
  void require_same_job() const;
  void delete_run() const;
  /// Every single file that a run of the job may own.
  [[nodiscard]] std::vector<std::filesystem::path> files() const;

  std::filesystem::path folder_;
  std::string job_;
  std::vector<std::string> own_;
};

}  // namespace starling
