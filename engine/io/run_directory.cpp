// Checking, creating and clearing a run's folder.
#include "engine/io/run_directory.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/deck/reader.hpp"
#include "engine/deck/value.hpp"
#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/checkpoints/checkpoint_manifest.hpp"
#include "engine/io/particles/snapshots.hpp"
#include "engine/io/particles/trajectory_view.hpp"
#include "engine/io/particles/xdmf.hpp"

namespace starling {
namespace {

namespace fs = std::filesystem;

/// The folder itself or, while it does not exist, the nearest one above it that does.
fs::path nearest_existing(const fs::path& folder) {
  std::error_code error;
  fs::path nearest = fs::absolute(folder).lexically_normal();
  while (!fs::exists(fs::symlink_status(nearest, error)) && nearest != nearest.root_path()) {
    nearest = nearest.parent_path();
  }
  return nearest;
}

void require_writable(const fs::path& folder) {
  const fs::path nearest = nearest_existing(folder);
  std::error_code error;
  if (!fs::is_directory(nearest, error)) {
    fail(ExitCode::file_error, "the output folder '{}' cannot be created: '{}' is not a folder", folder.string(),
         nearest.string());
  }
  if (::access(nearest.c_str(), W_OK | X_OK) != 0) {
    fail(ExitCode::file_error, "the output folder '{}' cannot be written to: '{}': {}", folder.string(),
         nearest.string(), std::strerror(errno));
  }
}

/// The job of a deck; empty if there is none that can be read.
std::string job_of(const fs::path& deck) {
  std::error_code error;
  if (!fs::exists(deck, error)) return {};
  try {
    const auto assignments = read_assignments(read_text_file(deck), deck.string());
    return assignments.empty() || assignments.front().key != "job" ? "" : assignments.front().value;
  } catch (const Failure&) {
    return {};  // of whatever it was, it says nothing now
  }
}

}  // namespace

std::filesystem::path run_folder(const std::string& given, const std::filesystem::path& deck) {
  return given.empty() ? fs::path("runs") / deck.stem() : fs::path(given);
}

std::vector<fs::path> RunDirectory::files() const {
  std::vector<fs::path> all{
      deck(), log(), summary(), trajectory(), xdmf_path(trajectory()), checkpoints() / manifest_name};
  for (const std::string& name : own_) all.push_back(file(name));
  return all;
}

bool RunDirectory::holds_run() const {
  std::error_code error;
  const auto owned = files();
  return std::any_of(owned.begin(), owned.end(), [&](const auto& file) { return fs::exists(file, error); });
}

void RunDirectory::check_here(RunMode mode) const {
  require_writable(folder_);
  if (mode == RunMode::overwrite) require_same_job();
  if (mode == RunMode::fresh && holds_run()) {
    fail(ExitCode::bad_input,
         "'{}' already holds a run: continue it with --restart, replace it with --overwrite, or choose another "
         "output.directory",
         folder_.string());
  }
  if (mode == RunMode::restart && read_manifest(checkpoints()).empty()) {
    fail(ExitCode::bad_input, "'{}' holds no checkpoint to restart from", folder_.string());
  }
}

void RunDirectory::require_same_job() const {
  const std::string there = job_of(deck());
  if (there.empty() || job_.empty() || there == job_) return;
  fail(ExitCode::bad_input,
       "'{}' holds a run of the job {}, whose files {} does not know: delete them, or choose another output.directory",
       folder_.string(), shown(there), job_);
}

void RunDirectory::check(const Communicator& communicator, RunMode mode) const {
  communicator.together([&] {
    if (communicator.is_root()) check_here(mode);
  });
}

void RunDirectory::delete_run() const {
  for (const auto& file : files()) {
    remove_file(file);
    remove_file(name_aside(file));
  }
  delete_unlisted_checkpoints(checkpoints(), {});
  list_segments(segments(), {});
  delete_other_segments(segments(), {});
  delete_snapshots_after(snapshots(), -1);
  // Folders go only if nothing of the user's is in them.
  for (const auto& emptied : {checkpoints(), segments(), snapshots()}) {
    std::error_code not_empty;
    if (fs::is_directory(emptied, not_empty)) fs::remove(emptied, not_empty);
  }
}

void RunDirectory::prepare(const Communicator& communicator, RunMode mode) const {
  communicator.together([&] {
    if (!communicator.is_root()) return;
    check_here(mode);
    create_folder(folder_);
    if (mode == RunMode::overwrite) delete_run();
    // Until the run ends again, what it found is not what it will have found.
    if (mode == RunMode::restart) remove_file(summary());
  });
}

}  // namespace starling
