// Runs that are killed with SIGKILL at random moments and restarted, again and again, and what each moment left.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

/// Where Open MPI keeps what killed processes cannot remove.
class LauncherFiles {
 public:
  LauncherFiles() {
    setenv("OMPI_MCA_orte_tmpdir_base", folder_.folder().c_str(), 1);
    setenv("OMPI_MCA_btl_vader_backing_directory", folder_.folder().c_str(), 1);
  }
  ~LauncherFiles() {
    unsetenv("OMPI_MCA_orte_tmpdir_base");
    unsetenv("OMPI_MCA_btl_vader_backing_directory");
  }
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
inline bool killed_in_a_write(const fs::path& run, const std::string& table) {
  const std::string rows = read_file(run / table);
  if (!rows.empty() && rows.back() != '\n') return true;
  const std::string manifest = read_file(run / "checkpoint" / "manifest.json");
  std::error_code none;
  for (const auto& item : fs::recursive_directory_iterator(run, none)) {
    const std::string name = item.path().filename().string();
    const std::string folder = item.path().parent_path().filename().string();
    if (name.ends_with(".part") && folder != "trajectory") return true;
    if (folder == "checkpoint" && name.ends_with(".h5") && manifest.find(name) == std::string::npos) return true;
  }
  return false;
}

/// Names of what a killed run left that is not the beginning of what `reference` has: whole rows, and frames of the
/// trajectory as a reader sees them.
inline std::string unlike_the_beginning(const fs::path& reference, const fs::path& run, const std::string& table) {
  std::string names;
  std::string rows = read_file(run / table);
  rows.resize(rows.find_last_of('\n') + 1);
  if (!read_file(reference / table).starts_with(rows)) names += table + " ";
  // Without the number of frames, with which the shape begins.
  const auto values = [](const std::string& bytes) { return bytes.substr(std::min(bytes.find(' '), bytes.size())); };
  const Datasets whole = datasets_of(reference / "trajectory.h5");
  for (const auto& [name, bytes] : datasets_of(run / "trajectory.h5")) {
    const auto found = whole.find(name);
    if (found == whole.end() || !values(found->second).starts_with(values(bytes))) names += name + " ";
  }
  return names;
}

/// Kills a victim in chains of launches in one directory until there were `kills` of them; each chain ends in a launch
/// that nothing happens to, and must then agree with a run that nothing ever happened to.
class Killer {
 public:
  Killer(Victim victim, unsigned seed) : victim_(std::move(victim)), random_(seed) {
    const auto start = std::chrono::steady_clock::now();
    Program program(2, victim_.arguments("undisturbed"), scratch_.folder());
    await_rows(program, "undisturbed", 0);
    launch_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const Outcome outcome = program.wait();
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
  }

  Moments kill(int kills, int kills_a_chain) {
    Moments moments;
    for (int chain = 0; moments.all() < kills && chain < kills; ++chain) {
      const std::string name = "chain" + std::to_string(chain);
      bool alive = true;
      for (int k = 0; k < kills_a_chain && alive && moments.all() < kills; ++k) alive = kill_once(name, moments);
      const Outcome outcome = run(chain % 3 + 1, arguments_of(name), scratch_.folder());
      EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.errors << outcome.output;
      EXPECT_EQ(victim_.differences(scratch_ / "undisturbed", scratch_ / name), "") << name;
      if (testing::Test::HasFailure()) break;
    }
    return moments;
  }

 private:
  /// A launch on some number of ranks, killed before or after it has written rows; false if it ended by itself.
  bool kill_once(const std::string& name, Moments& moments) {
    const bool start_up = moments.all() % 4 == 1;
    const bool aimed = moments.all() % 4 == 3;
    const auto before = rows_of(name);
    Program program(1 + static_cast<int>(4 * uniform()), arguments_of(name), scratch_.folder());
    if (!start_up) await_rows(program, name, before);
    if (aimed) await_checkpoint_begun(program, name);
    // As long as most of a launch takes, as the rest of a checkpoint does, or as a few outputs do.
    const double longest = start_up ? 0.8 * launch_ : aimed ? 0.002 : 0.04;
    std::this_thread::sleep_for(std::chrono::duration<double>(longest * uniform()));
    if (program.ended()) {
      const Outcome outcome = program.wait();
      EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.errors << outcome.output;
      return false;
    }
    program.kill_everything();
    const fs::path run = scratch_ / name;
    // What lies half written before the first row may be an earlier kill's.
    const bool started = rows_of(name) > before;
    const bool in_a_write = started && killed_in_a_write(run, victim_.table);
    ++(in_a_write ? moments.in_writes : started ? moments.others : moments.start_up);
    EXPECT_EQ(unlike_the_beginning(scratch_ / "undisturbed", run, victim_.table), "") << name;
    return true;
  }

  /// Goes on where there is a checkpoint, and starts anew where the run was killed before the first.
  Arguments arguments_of(const std::string& name) const {
    Arguments all = victim_.arguments(name);
    const bool resumes = fs::exists(scratch_ / name / "checkpoint" / "manifest.json");
    all.emplace_back(resumes ? "--restart" : "--overwrite");
    return all;
  }

  /// Bytes of rows; a restart first cuts them back.
  std::uintmax_t rows_of(const std::string& name) const {
    std::error_code none;
    const std::uintmax_t bytes = fs::file_size(scratch_ / name / victim_.table, none);
    return none ? 0 : bytes;
  }

  void await_rows(Program& program, const std::string& name, std::uintmax_t before) const {
    for (int tries = 0; tries < 60000 && !program.ended() && rows_of(name) <= before; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  void await_checkpoint_begun(Program& program, const std::string& name) const {
    const auto begun = [&] {
      std::error_code none;
      for (const auto& item : fs::directory_iterator(scratch_ / name / "checkpoint", none)) {
        if (item.path().extension() == ".part") return true;
      }
      return false;
    };
    for (int tries = 0; tries < 600000 && !program.ended() && !begun(); ++tries) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  }

  double uniform() { return static_cast<double>(random_()) / 4294967296.0; }

  Victim victim_;
  std::mt19937 random_;
  LauncherFiles launcher_files_;
  Scratch scratch_;
  double launch_ = 0.0;
};

}  // namespace starling::test
