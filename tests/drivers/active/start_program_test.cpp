// Runs that start from files of other runs: they keep unwrapped positions, draw noise of their own, and restart without
// the file.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/drivers/run_files.hpp"
#include "tests/engine/io/foreign_file.hpp"

namespace starling::test {
namespace {

/// A column of observables.csv.
std::vector<std::string> column(const fs::path& run, const std::string& name) {
  std::vector<std::string> values;
  std::istringstream table(read_file(run / "observables.csv"));
  std::string line;
  std::size_t place = std::string::npos;
  while (std::getline(table, line)) {
    std::istringstream cells(line);
    std::string cell;
    std::vector<std::string> row;
    while (std::getline(cells, cell, ',')) row.push_back(cell);
    if (place == std::string::npos) {
      place = static_cast<std::size_t>(std::find(row.begin(), row.end(), name) - row.begin());
    } else {
      values.push_back(place < row.size() ? row[place] : "");
    }
  }
  return values;
}

class StartsFromFiles : public testing::Test {
 protected:
  Outcome run_trap(int ranks, const std::string& directory, const Arguments& more, double seconds = 120.0) const {
    Arguments all{deck_path("trap"), "--output.directory=" + directory,  "--run.equilibration=0",
                  "--system.box=4",  "--observables.displacement_lag=0", "--dynamics.time_step=0.1"};
    all.insert(all.end(), more.begin(), more.end());
    return run(ranks, all, scratch_.folder(), seconds);
  }

  Scratch scratch_;
};

/// In a box much smaller than what the trap holds, variances are those of unwrapped positions.
TEST_F(StartsFromFiles, KeepUnwrappedPositions) {
  const Arguments size{"--system.particles=500", "--output.trajectory_every=100", "--output.checkpoint_every=100"};
  Arguments first = size;
  first.insert(first.end(), {"--run.steps=200", "--output.observe_every=100"});
  ASSERT_EQ(run_trap(0, "run", first).code, 0);
  const std::string kept = column(scratch_ / "run", "position_variance").back();
  EXPECT_GT(std::stod(kept), 4.0) << "a variance that a box of 4 cannot hold";
  const std::string checkpoint = fs::relative(checkpoints_of(scratch_ / "run").back(), scratch_.folder());
  for (const std::string& file : {std::string("run/trajectory.h5"), checkpoint}) {
    Arguments again = size;
    again.insert(again.end(), {"--run.steps=0", "--output.observe_every=1", "--system.start=file", "--overwrite",
                               "--system.start_file=" + file});
    const Outcome outcome = run_trap(2, "again", again);
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(column(scratch_ / "again", "position_variance").front(), kept) << file;
    EXPECT_EQ(column(scratch_ / "again", "position_activity_covariance").front(),
              column(scratch_ / "run", "position_activity_covariance").back())
        << file;
  }
}

/// Free Ornstein-Uhlenbeck activities with the seed of the run that wrote the file: E|g|^2/d = 1 at any time. If the noise
/// of the first run came again it would rise to 1.77 within a memory.
TEST_F(StartsFromFiles, DrawNoiseOfTheirOwn) {
  constexpr int particles = 20000;
  const Arguments size{"--system.particles=" + std::to_string(particles), "--output.observe_every=5", "--run.steps=55",
                       "--output.trajectory_every=55", "--output.checkpoint_every=55"};
  ASSERT_EQ(run_trap(0, "first", size).code, 0);
  Arguments again = size;
  again.insert(again.end(), {"--system.start=file", "--system.start_file=first/trajectory.h5"});
  ASSERT_EQ(run_trap(2, "second", again).code, 0);
  again.back() =
      "--system.start_file=" + fs::relative(checkpoints_of(scratch_ / "second").back(), scratch_.folder()).string();
  ASSERT_EQ(run_trap(0, "third", again).code, 0);
  const double error = std::sqrt(2.0 / (2.0 * particles));
  for (const std::string run : {"first", "second", "third"}) {
    const auto values = column(scratch_ / run, "activity_variance");
    ASSERT_EQ(values.size(), 12U) << run;
    for (const std::string& value : values) EXPECT_NEAR(std::stod(value), 1.0, 5.0 * error) << run;
  }
}

TEST_F(StartsFromFiles, RestartWithoutTheFile) {
  const Arguments size{"--system.particles=300", "--output.observe_every=10", "--output.trajectory_every=20",
                       "--output.checkpoint_every=20"};
  const auto with = [&](const Arguments& more) {
    Arguments all = size;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  ASSERT_EQ(run_trap(0, "first", with({"--run.steps=40"})).code, 0);
  const std::string start = "--system.start_file=first/trajectory.h5";
  ASSERT_EQ(run_trap(1, "whole", with({"--run.steps=60", "--system.start=file", start})).code, 0);
  ASSERT_EQ(run_trap(3, "parts", with({"--run.steps=20", "--system.start=file", start})).code, 0);
  fs::remove_all(scratch_ / "first");
  const Outcome outcome = run_trap(2, "parts", with({"--run.steps=60", "--system.start=file", start, "--restart"}));
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(differences(scratch_ / "whole", scratch_ / "parts"), "");
}

TEST_F(StartsFromFiles, AreFoundBesideTheDeck) {
  fs::create_directory(scratch_ / "decks");
  write_file(scratch_ / "decks" / "deck.ini", read_file(deck_path("trap")));
  {
    testing_support::ForeignFile file(scratch_ / "decks" / "start.h5");
    file.dataset<double>("/particles/all/position", {4, 2}, {1, 0, -1, 0, 0, 1, 0, -1})
        .dataset<double>("/particles/all/box/edges", {2}, {10, 10});
  }
  const auto arguments = [](const std::string& file) {
    return Arguments{
        "decks/deck.ini", "--system.start=file",   "--system.particles=4",   "--system.box=10",
        "--run.steps=0",  "--run.equilibration=0", "--output.directory=new", "--system.start_file=" + file};
  };
  const Outcome nowhere = run(2, arguments("no.h5"), scratch_.folder());
  EXPECT_EQ(nowhere.code, 2);
  for (const std::string& word :
       {std::string("system.start_file = no.h5"), std::string("neither in the working directory nor beside the deck"),
        (scratch_ / "decks").string()}) {
    EXPECT_NE(nowhere.errors.find(word), std::string::npos) << word << " in " << nowhere.errors;
  }
  const Outcome outcome = run(2, arguments("start.h5"), scratch_.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  // Around the centre of the box, where the trap is, as in the file.
  EXPECT_EQ(column(scratch_ / "new", "position_variance"), (std::vector<std::string>{"0.5"}));
}

}  // namespace
}  // namespace starling::test
