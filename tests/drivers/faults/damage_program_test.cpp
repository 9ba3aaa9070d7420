// Every file of a run missing, cut short or with a bit flipped, one after the other: what is damaged is named or made anew,
// an older checkpoint is used where there is one, and no damage ever reaches a result.
#include <gtest/gtest.h>

#include <functional>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

struct Damage {
  std::string name;
  std::function<void(const fs::path&)> do_to;
};

void flip_bit(const fs::path& file, double where) {
  std::string bytes = read_file(file);
  if (bytes.empty()) return;
  char& byte = bytes[static_cast<std::size_t>(where * static_cast<double>(bytes.size() - 1))];
  byte = static_cast<char>(byte ^ 4);
  write_file(file, bytes);
}

const std::vector<Damage>& damages() {
  static const std::vector<Damage> list{
      {"missing", [](const fs::path& file) { fs::remove(file); }},
      {"empty", [](const fs::path& file) { fs::resize_file(file, 0); }},
      {"cut short", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); }},
      {"short of a byte", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); }},
      {"flipped at its beginning", [](const fs::path& file) { flip_bit(file, 0.0); }},
      {"flipped at a third", [](const fs::path& file) { flip_bit(file, 0.33); }},
      {"flipped at its end", [](const fs::path& file) { flip_bit(file, 0.95); }}};
  return list;
}

/// A run that has ended, and can be extended.
struct Subject {
  std::function<Arguments(const std::string& directory, bool extended)> arguments;
  std::string table;
  std::function<std::string(const fs::path&, const fs::path&)> differences;
};

/// A restart must end well, and then with the bytes of a run without damage, or with one sentence that names the file.
void expect_no_harm(const Subject& subject, const Scratch& scratch, const fs::path& file, const Damage& damage) {
  SCOPED_TRACE(file.string() + " " + damage.name);
  fs::remove_all(scratch / "run");
  fs::copy(scratch / "before", scratch / "run", fs::copy_options::recursive);
  damage.do_to(scratch / "run" / file);
  Arguments arguments = subject.arguments("run", true);
  arguments.emplace_back("--restart");
  const Outcome outcome = run(0, arguments, scratch.folder());
  const bool list = file.extension() == ".json" && file.has_parent_path();
  const bool checkpoint = file.parent_path() == "checkpoint" && !list;
  const bool segment = file.parent_path() == "trajectory" && !list;
  const bool is_table = file == subject.table;
  if (outcome.code == 0) {
    // The rows of a table are the user's to read: they are not checked, and a flipped letter stays.
    if (is_table && damage.name.starts_with("flipped")) return;
    EXPECT_EQ(subject.differences(scratch / "after", scratch / "run"), "");
    EXPECT_FALSE(segment || is_table) << outcome.output;
    return;
  }
  EXPECT_TRUE(outcome.code == 2 || outcome.code == 4) << outcome.code << outcome.errors;
  const auto lines = lines_of(outcome.errors, "starling:");
  ASSERT_EQ(lines.size(), 1U) << outcome.errors;
  EXPECT_FALSE(checkpoint) << "the other checkpoint is good: " << lines[0];
  EXPECT_TRUE(segment || list || is_table) << lines[0];
  // A damaged list may make it look as if a good file were damaged.
  EXPECT_TRUE(list || lines[0].find(file.filename().string()) != std::string::npos) << lines[0];
}

/// Runs `subject` twice, damages each file of the shorter run in turn, and extends it. Where launches are slow, each file is
/// damaged in one way, the next file in the next.
void expect_no_harm(const Subject& subject) {
  const Scratch scratch;
  ASSERT_EQ(run(0, subject.arguments("after", true), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, subject.arguments("before", false), scratch.folder()).code, 0);
  int files = 0;
  for (const auto& item : fs::recursive_directory_iterator(scratch / "before")) {
    if (!item.is_regular_file()) continue;
    ++files;
    const fs::path file = fs::relative(item.path(), scratch / "before");
    // Snapshots stand for themselves: nothing is read from them.
    if (file.parent_path() == "particles") continue;
    for (std::size_t k = 0; k < damages().size(); ++k) {
      const bool its_turn = k == static_cast<std::size_t>(files) % damages().size();
      if (its_turn || !launches_are_slow()) expect_no_harm(subject, scratch, file, damages()[k]);
    }
  }
  EXPECT_GE(files, 7);
}

TEST(Damage, OfAnActiveRunReachesNoResult) {
  const auto arguments = [](const std::string& directory, bool extended) {
    return Arguments{deck_path("quick"),
                     "--output.directory=" + directory,
                     "--system.particles=40",
                     std::string("--run.steps=") + (extended ? "160" : "120"),
                     "--run.equilibration=20",
                     "--output.checkpoint_every=50",
                     "--output.trajectory_every=10",
                     "--output.observe_every=10",
                     "--observables.displacement_lag=10"};
  };
  expect_no_harm({arguments, "observables.csv", differences});
}

TEST(Damage, OfASequentialMonteCarloRunReachesNoResult) {
  const auto arguments = [](const std::string& directory, bool extended) {
    return Arguments{runs_of("smc").deck("paris_gibbs"),
                     "--output.directory=" + directory,
                     "--data.simulate=10",
                     "--method.particles=9",
                     "--method.chains=2",
                     "--ensemble.replicas=2",
                     std::string("--method.sweeps=") + (extended ? "5" : "3"),
                     "--method.burn_in=1",
                     "--output.checkpoint_every=20"};
  };
  expect_no_harm({arguments, "filter.csv", std::bind_front(&JobRuns::differences, &runs_of("smc"))});
}

}  // namespace
}  // namespace starling::test
