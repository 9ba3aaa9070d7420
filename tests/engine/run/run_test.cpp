// A whole run of a small job: members, table, checkpoints, restarts on other ranks, results with errors.
#include "engine/run/run.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <fstream>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/run/random_walk.hpp"

namespace starling {
namespace {

using testing_support::Folder;
using testing_support::sentence_of;

constexpr const char* deck = "job = random_walk\n[run]\nsteps = 200\nwalkers = 37\n[output]\ncheckpoint_every = 30\n";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first `ranks` ranks of `world` run the deck, changed by `keys`; the others wait. What it returned, on all of them.
ExitCode walk(const Communicator& world, int ranks, const std::filesystem::path& directory,
              const std::vector<Assignment>& keys, RunMode mode = RunMode::fresh) {
  std::int64_t code = 0;
  std::optional<Failure> failure;
  {
    const Communicator part = world.split(world.rank() < ranks ? 0 : 1);
    if (world.rank() < ranks) {
      CommandLine line;
      line.deck = "walk.ini";
      line.keys = keys;
      line.keys.push_back({"output.directory", directory.string(), {}, 0});
      line.restart = mode == RunMode::restart;
      line.overwrite = mode == RunMode::overwrite;
      RunLog log(part);
      try {
        code = static_cast<std::int64_t>(random_walk::job().run(part, line, deck, log));
      } catch (const Failure& caught) {
        failure = caught;
      }
    }
  }
  world.agree(failure);
  return static_cast<ExitCode>(world.maximum(code));
}

nlohmann::json result_of(const std::filesystem::path& directory) {
  return nlohmann::json::parse(text_of(directory / "summary.json")).at("observables").at("displacement_rate");
}

TEST(Run, IsTheSameOnAnyRanksAndThroughRestarts) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  for (const std::string replicas : {"1", "3"}) {
    const Assignment several{"run.replicas", replicas, {}, 0};
    const auto whole = folder.path() / ("whole" + replicas);
    const auto pieces = folder.path() / ("pieces" + replicas);
    EXPECT_EQ(walk(world, 1, whole, {several}), ExitCode::success);
    int ranks = world.size();
    RunMode mode = RunMode::fresh;
    for (const std::string steps : {"70", "71", "160", "200"}) {
      EXPECT_EQ(walk(world, ranks, pieces, {several, {"run.steps", steps, {}, 0}}, mode), ExitCode::success);
      ranks = ranks == 1 ? world.size() : ranks - 1;
      mode = RunMode::restart;
    }
    EXPECT_FALSE(text_of(whole / "walks.csv").empty());
    EXPECT_EQ(text_of(pieces / "walks.csv"), text_of(whole / "walks.csv"));
    EXPECT_EQ(result_of(pieces), result_of(whole));
  }
}

TEST(Run, TellsResultsWithErrors) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  walk(world, world.size(), folder.path() / "run", {{"run.replicas", "40", {}, 0}});
  const nlohmann::json result = result_of(folder.path() / "run");
  EXPECT_EQ(result.at("samples"), 40 * 20);
  const double error = result.at("standard_error").get<double>();
  // A walker's square over its steps has variance 2; the rates of a run are strongly correlated.
  EXPECT_GT(error, 0.3 * std::sqrt(2.0 / (40 * 37)));
  EXPECT_LT(error, 1.5 * std::sqrt(2.0 / (40 * 37)));
  EXPECT_LE(std::abs(result.at("mean").get<double>() - 1.0), 5.0 * error);
}

TEST(Run, RefusesWhatIsNotItsOwn) {
  const Communicator world(MPI_COMM_WORLD);
  const Folder folder(world);
  const auto directory = folder.path() / "run";
  walk(world, world.size(), directory, {});
  const std::string before = text_of(directory / "walks.csv");
  const auto refusal = [&](const std::string& key, const std::string& value, RunMode mode) {
    return sentence_of([&] { walk(world, world.size(), directory, {{key, value, {}, 0}}, mode); });
  };
  EXPECT_NE(refusal("run.walkers", "37", RunMode::fresh).find("already holds a run"), std::string::npos);
  EXPECT_NE(refusal("run.walkers", "38", RunMode::restart).find("cannot continue with another deck"),
            std::string::npos);
  EXPECT_NE(refusal("run.steps", "100", RunMode::restart).find("is at step 200 already"), std::string::npos);
  EXPECT_NE(refusal("run.stpes", "100", RunMode::restart).find("run.steps"), std::string::npos);
  EXPECT_EQ(text_of(directory / "walks.csv"), before);
  // Another job's files would outlive an overwriting.
  testing_support::on_root(world, [&] { write_file_atomically(directory / "deck.ini", "job = flight\n"); });
  EXPECT_NE(refusal("run.walkers", "37", RunMode::overwrite).find("holds a run of the job flight"), std::string::npos);
  EXPECT_EQ(text_of(directory / "walks.csv"), before);
  testing_support::on_root(world, [&] { write_file_atomically(directory / "deck.ini", deck); });
  EXPECT_EQ(walk(world, world.size(), directory, {}, RunMode::overwrite), ExitCode::success);
}

}  // namespace
}  // namespace starling
