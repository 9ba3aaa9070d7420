// Bad network files in decks of the active job: one clear line, the documented exit code on any number of ranks, nothing
// written.
#include <gtest/gtest.h>

#include <functional>

#include "tests/drivers/network_damage.hpp"
#include "tests/drivers/refusals.hpp"
#include "tests/drivers/score/runs.hpp"

namespace starling::test {
namespace {

/// Writes the file without its second half.
void cut(const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); }

/// A network, and copies of it with damage.
class NetworkFiles : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(run(0, score_runs().front().arguments("learned", {"--network.edge_range=2.5"}), scratch_.folder()).code,
              0);
  }

  void expect_refused_file(const std::string& name, const std::function<void(const fs::path&)>& damage,
                           const std::vector<std::string>& words) const {
    fs::create_directory(scratch_ / name);
    fs::copy(scratch_ / "learned/network.h5", scratch_ / (name + "/network.h5"));
    damage(scratch_ / (name + "/network.h5"));
    expect_refused_with(name, name, {}, words);
  }

  void expect_refused_with(const std::string& name, const std::string& learned, const Arguments& changes,
                           std::vector<std::string> words) const {
    Arguments arguments = scored_run("new", learned);
    arguments.insert(arguments.end(), changes.begin(), changes.end());
    words.push_back(learned + "/network.h5");
    expect_refused(name, arguments, scratch_, bad_input, words);
  }

  Scratch scratch_;
};

TEST_F(NetworkFiles, ThatAreDamagedAreRefused) {
  expect_refused_with("missing", "nowhere", {}, {"score.network", "no such file"});
  expect_refused_file("cut", cut, {"cut short or damaged"});
  expect_refused_file("text", [](const fs::path& file) { write_file(file, "not HDF5\n"); }, {"HDF5"});
  expect_refused_file("later", [](const fs::path& file) { set_network_format(file, 3); }, {"format 3", "format 2"});
  expect_refused_file("flipped",
                      [](const fs::path& file) { flip_bit_of_number(file, "parameters/drive/head_out.biases"); },
                      {"checksum"});
  expect_refused_file("lacking", [](const fs::path& file) { remove_dataset(file, "scales/drive/node_mean"); },
                      {"node_mean"});
}

TEST_F(NetworkFiles, ThatNothingHereCanEvaluateAreRefused) {
  expect_refused_file("wide",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "\"width\": 16", "\"width\": 32");
                        reseal(file);
                      },
                      {"score.network", "'node_first.weights' (16 x 16)", "(16 x 32)"});
  expect_refused_file("unknown",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "equivariant", "nonvariant3");
                        reseal(file);
                      },
                      {"score.network", "nonvariant3"});
  expect_refused_file("relu",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "silu", "relu");
                        reseal(file);
                      },
                      {"score.network", "activation", "relu"});
}

TEST_F(NetworkFiles, OfTransformersThatCannotBeAreRefused) {
  const Outcome trained = run(0, score_run("transformer-active_ou-2d").arguments("attentive"), scratch_.folder());
  ASSERT_EQ(trained.code, 0) << trained.errors;
  fs::remove_all(scratch_ / "learned");
  fs::rename(scratch_ / "attentive", scratch_ / "learned");
  expect_refused_file("headless",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "\"heads\": 2", "\"heads\": 0");
                        reseal(file);
                      },
                      {"score.network", "network.heads", "0 heads"});
  expect_refused_file("deeper",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "\"blocks\": 2", "\"blocks\": 3");
                        reseal(file);
                      },
                      {"score.network", "query_2.weights"});
}

TEST_F(NetworkFiles, OfFiltersThatCannotBeAreRefused) {
  const Outcome trained = run(0, score_run("filter_bank-active_ou-2d").arguments("far", {}), scratch_.folder());
  ASSERT_EQ(trained.code, 0) << trained.errors;
  fs::remove_all(scratch_ / "learned");
  fs::rename(scratch_ / "far", scratch_ / "learned");
  expect_refused_file("unprobed",
                      [](const fs::path& file) {
                        replace_in_text(file, "architecture", "\"probes\": 3", "\"probes\": 0");
                        reseal(file);
                      },
                      {"score.network", "network.probes", "1 to 16"});
}

TEST_F(NetworkFiles, OfOtherPhysicsAreRefused) {
  const Outcome smoothed = run(0, score_runs().front().arguments("smoothed", {"--data.noise=0.5"}), scratch_.folder());
  ASSERT_EQ(smoothed.code, 0) << smoothed.errors;
  expect_refused_with("time step", "learned", {"--dynamics.time_step=0.01"},
                      {"score.network", "dynamics.time_step is 0.01 here and 0.02 there"});
  expect_refused_with("strength", "learned", {"--force.strength=2"}, {"force.strength is 2.0 here and 1.0 there"});
  expect_refused_with("diffusion", "learned", {"--dynamics.translational_diffusion=0.5"},
                      {"dynamics.translational_diffusion is 0.5 here and unset there"});
  expect_refused_with("smoothed data", "smoothed", {}, {"data.noise is unset here and 0.5 there"});
  expect_refused_with(
      "model", "learned",
      {"--dynamics.model=active_brownian", "--dynamics.relaxation_rate=", "--dynamics.rotational_diffusion=1"},
      {"dynamics.model is \"active_brownian\" here and \"active_ou\" there"});
  expect_refused_with("a passive model", "learned",
                      {"--dynamics.model=brownian", "--dynamics.relaxation_rate=", "--dynamics.self_propulsion=",
                       "--dynamics.translational_diffusion=1"},
                      {"score.network", "active_ou, active_brownian and exact_control"});
  expect_refused_with("a box too small", "learned", {"--system.particles=12"}, {"score.network", "half the box edge"});
}

TEST_F(NetworkFiles, ThatAreNoEnsembleAreRefused) {
  for (const auto& [name, changes] : {std::pair<std::string, Arguments>{"wider", {"--network.width=32"}},
                                      {"other", {"--network.edge_range=2.5", "--run.seed=5"}}}) {
    ASSERT_EQ(run(0, score_runs().front().arguments(name, changes), scratch_.folder()).code, 0);
  }
  const auto expect_refused_list = [&](const std::string& name, const std::string& files,
                                       const std::vector<std::string>& words) {
    expect_refused(name, run_scored_by("new", files), scratch_, bad_input, words);
  };
  const std::string learned = "learned/network.h5";
  expect_refused_list("a comma too many", learned + ",", {"score.network", "between commas"});
  expect_refused_list("one missing", learned + ", nowhere.h5", {"score.network", "nowhere.h5", "no such file"});
  expect_refused_list("one twice", learned + "," + learned, {"score.network", "same network"});
  expect_refused_list("two widths", learned + ",wider/network.h5",
                      {"score.network", "wider/network.h5", "different architectures"});
  const Outcome outcome = run(0, run_scored_by("accepted", learned + ", other/network.h5"), scratch_.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
}

TEST_F(NetworkFiles, DoNotChangeOnARestart) {
  const Outcome other = run(0, score_runs().front().arguments("relearned", {"--run.seed=2"}), scratch_.folder());
  ASSERT_EQ(other.code, 0) << other.errors;
  ASSERT_EQ(run(0, scored_run("run", "learned"), scratch_.folder()).code, 0);
  Arguments arguments = scored_run("run", "relearned");
  arguments.insert(arguments.end(), {"--restart", "--run.steps=240"});
  expect_refused("another file", arguments, scratch_, bad_input, {"score.network", "a restart must not change it"});
  fs::copy(scratch_ / "relearned/network.h5", scratch_ / "learned/network.h5", fs::copy_options::overwrite_existing);
  arguments = scored_run("run", "learned");
  arguments.insert(arguments.end(), {"--restart", "--run.steps=240"});
  expect_refused("another network in the file", arguments, scratch_, bad_input, {"score.network", "begun with"});
}

}  // namespace
}  // namespace starling::test
