// Starting the program as a user does, with mpirun, and seeing what it says and leaves behind.
#pragma once

#include <sys/types.h>
#include <csignal>

#include <filesystem>
#include <string>
#include <vector>

namespace starling::test {

namespace fs = std::filesystem;

using Arguments = std::vector<std::string>;

/// Both, one after the other.
inline Arguments joined(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// What a process left: its exit code (128 + signal if one ended it) and its words.
struct Outcome {
  int code = -1;
  bool timed_out = false;
  std::string output;
  std::string errors;
};

/// The exit code of a run that can go on.
inline constexpr int stopped_code = 75;
/// Over before the run begins, so that it stops at the first checkpoint.
inline const std::string at_once = "--wall-limit=1e-9";

[[nodiscard]] std::string read_file(const fs::path& path);

void write_file(const fs::path& path, const std::string& text);

/// A ready deck of inputs/active.
[[nodiscard]] std::string deck_path(const std::string& name);

/// The lines that begin with `beginning`.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text, const std::string& beginning);

/// Where scratch files go: TMPDIR, else a file system in memory that has room, on which fsync costs nothing.
[[nodiscard]] fs::path scratch_root();

/// Whether each launch is slow (sanitizers; set by cmake/StarlingTests.cmake): tests that start the program once per row of a
/// table then start it for some of the rows.
[[nodiscard]] bool launches_are_slow();

/// An empty folder that goes when the test ends.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const fs::path& folder() const { return folder_; }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  fs::path folder_;
};

/// A running program in `folder`: through mpirun, or for 0 ranks started directly.
class Program {
 public:
  Program(int ranks, const Arguments& arguments, const fs::path& folder);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const;

  /// SIGKILL for every rank, which none of them can see coming.
  void kill_ranks() const;

  /// SIGKILL for one rank, about which only mpirun can tell the others.
  void kill_rank(std::size_t rank) const;

  /// SIGKILL for mpirun and every rank at one moment; none of them lives when this returns.
  void kill_everything();

  /// Whether it has ended.
  [[nodiscard]] bool ended();

  /// Waits for its end; when `seconds` are over it is killed.
  Outcome wait(double seconds = 120.0);

 private:
  void end(bool collect);

  fs::path output_;
  fs::path errors_;
  pid_t process_ = -1;
  int status_ = 0;
  bool collected_ = false;
};

/// While it lives, mpirun does not give its ranks the second that it grants after one has failed.
class Impatience {
 public:
  Impatience();
  ~Impatience();
  Impatience(const Impatience&) = delete;
  Impatience& operator=(const Impatience&) = delete;
};

/// Runs the program to its end.
Outcome run(int ranks, const Arguments& arguments, const fs::path& folder, double seconds = 120.0);

}  // namespace starling::test
