// The kills, and the checks after each.
#include "tests/drivers/faults/killed_runs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace starling::test {

LauncherFiles::LauncherFiles() {
  setenv("OMPI_MCA_orte_tmpdir_base", folder_.folder().c_str(), 1);
  setenv("OMPI_MCA_btl_vader_backing_directory", folder_.folder().c_str(), 1);
}

LauncherFiles::~LauncherFiles() {
  unsetenv("OMPI_MCA_orte_tmpdir_base");
  unsetenv("OMPI_MCA_btl_vader_backing_directory");
}

bool killed_in_a_write(const fs::path& run, const std::string& table) {
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

std::string unlike_the_beginning(const fs::path& reference, const fs::path& run, const std::string& table) {
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

Killer::Killer(Victim victim, unsigned seed) : victim_(std::move(victim)), random_(seed) {
  const auto start = std::chrono::steady_clock::now();
  Program program(2, victim_.arguments("undisturbed"), scratch_.folder());
  await_rows(program, "undisturbed", 0);
  launch_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Outcome outcome = program.wait();
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
}

Moments Killer::kill(int kills, int kills_a_chain) {
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

bool Killer::kill_once(const std::string& name, Moments& moments) {
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

Arguments Killer::arguments_of(const std::string& name) const {
  Arguments all = victim_.arguments(name);
  const bool resumes = fs::exists(scratch_ / name / "checkpoint" / "manifest.json");
  all.emplace_back(resumes ? "--restart" : "--overwrite");
  return all;
}

std::uintmax_t Killer::rows_of(const std::string& name) const {
  std::error_code none;
  const std::uintmax_t bytes = fs::file_size(scratch_ / name / victim_.table, none);
  return none ? 0 : bytes;
}

void Killer::await_rows(Program& program, const std::string& name, std::uintmax_t before) const {
  for (int tries = 0; tries < 60000 && !program.ended() && rows_of(name) <= before; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Killer::await_checkpoint_begun(Program& program, const std::string& name) const {
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

}  // namespace starling::test
