// Runs that are too short: for averages to begin, or for their errors to be known; and a directory that decks quote.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

Arguments short_trap(const Arguments& more) {
  Arguments all{deck_path("trap"), "--output.directory=run", "--system.particles=16", "--output.trajectory_every=0",
                "--output.checkpoint_every=0"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(RunLength, AnEquilibrationBetweenObservationsIsRoundedUp) {
  const Scratch scratch;
  const Arguments arguments = short_trap({"--run.steps=100", "--run.equilibration=15", "--output.observe_every=10"});
  const Outcome outcome = run(0, arguments, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_NE(read_file(scratch / "run" / "run.log").find("run.equilibration = 15 is rounded up to 20"),
            std::string::npos);
  EXPECT_NE(read_file(scratch / "run" / "deck.ini").find("\nequilibration = 20\n"), std::string::npos);
  EXPECT_EQ(summary_of(scratch / "run").at("observables").at("activity_variance").at("samples"), 8);
  // The same deck continues the run.
  const Outcome longer =
      run(0, short_trap({"--run.steps=200", "--run.equilibration=15", "--output.observe_every=10", "--restart"}),
          scratch.folder());
  ASSERT_EQ(longer.code, 0) << longer.errors;
  EXPECT_EQ(summary_of(scratch / "run").at("observables").at("activity_variance").at("samples"), 18);
}

TEST(RunLength, ARunThatEndsBeforeItsAveragesBeginIsWarnedOf) {
  const Scratch scratch;
  for (const char* option : {"--dry-run", "--overwrite"}) {
    const Outcome outcome =
        run(0, short_trap({"--run.steps=100", "--run.equilibration=100", "--output.observe_every=10", option}),
            scratch.folder());
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_NE((outcome.output + outcome.errors).find("run.steps = 100 does not exceed"), std::string::npos)
        << outcome.output << outcome.errors;
  }
}

/// The trap deck's activities forget at rate 0.1: a hundred time units hold few independent values, and are said to; a
/// model whose activities are new at each observation is resolved.
TEST(RunLength, ErrorsThatAreNotKnownAreSaidToBe) {
  const Scratch scratch;
  const Outcome outcome =
      run(0, short_trap({"--run.steps=1000", "--run.equilibration=0", "--output.observe_every=2"}), scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const auto slow = summary_of(scratch / "run").at("observables").at("activity_variance");
  EXPECT_EQ(slow.at("resolved"), false);
  const auto deck = read_file(scratch / "run" / "deck.ini");
  const double step = std::stod(deck.substr(deck.find("\ntime_step = ") + 13));
  EXPECT_GT(slow.at("time_needed").get<double>(), 1000.0 * step);
  const std::string log = read_file(scratch / "run" / "run.log");
  const std::size_t line = log.find("the run is too short against the correlations of ");
  ASSERT_NE(line, std::string::npos) << log;
  EXPECT_NE(log.find("activity_variance", line), std::string::npos) << log;
  EXPECT_EQ(log.find("the run is too short", line + 1), std::string::npos) << "one line for all";

  const Outcome fast = run(0,
                           short_trap({"--run.steps=400", "--run.equilibration=0", "--output.observe_every=1",
                                       "--dynamics.relaxation_rate=1e4", "--overwrite"}),
                           scratch.folder());
  ASSERT_EQ(fast.code, 0) << fast.errors;
  const auto resolved = summary_of(scratch / "run").at("observables").at("activity_variance");
  EXPECT_EQ(resolved.at("resolved"), true) << resolved;
  EXPECT_FALSE(resolved.contains("time_needed"));
  // 16 particles in two dimensions at each of 400 observations: variance 2 / 32 of one mean.
  EXPECT_NEAR(resolved.at("standard_error").get<double>() / std::sqrt(2.0 / 32.0 / 400.0), 1.0, 0.35);
}

/// Few replicas cannot show how skewed their evidences are.
TEST(Evidence, OfFewReplicasIsWarnedOf) {
  const Scratch scratch;
  const Outcome outcome =
      run(2,
          {runs_of("smc").deck("stochastic_volatility"), "--data.file=", "--data.column=", "--data.simulate=20",
           "--method.particles=100", "--ensemble.replicas=4", "--output.directory=run"},
          scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const auto entry = summary_of(scratch / "run").at("observables").at("log_mean_evidence");
  const auto share = entry.at("largest_share").get<double>();
  EXPECT_GE(share, 0.25);
  EXPECT_GE(entry.at("effective_replicas").get<double>(), 1.0 / share - 1e-9);
  EXPECT_LE(entry.at("effective_replicas").get<double>(), 4.0 + 1e-9);
  EXPECT_NE(read_file(scratch / "run" / "run.log").find("log_mean_evidence is of 4 replicas, too few"),
            std::string::npos);
}

/// No forces, none to blame.
TEST(RunLength, ABlowUpNamesWhatThereIs) {
  const Scratch scratch;
  const auto complaint = [&](const char* deck) {
    return run(0,
               {deck_path(deck), "--run.steps=10", "--dynamics.largest_displacement=1e-9",
                std::string("--output.directory=") + deck},
               scratch.folder())
        .errors;
  };
  const std::string free = complaint("free_abp_3d");
  EXPECT_NE(free.find("There are no forces"), std::string::npos) << free;
  EXPECT_EQ(free.find("on top of each other"), std::string::npos) << free;
  const std::string forced = complaint("quick");
  EXPECT_NE(forced.find("too long for the forces"), std::string::npos) << forced;
}

/// # and ; begin a comment in a deck; deck.ini has such a name in quotes, and every reader of it takes them off.
TEST(RunDirectoryName, MayHoldWhatBeginsAComment) {
  const Scratch scratch;
  for (const std::string name : {"a#1", "b;2 c", "\"q\" # x"}) {
    const auto arguments = [&](const char* steps, const char* option) {
      return Arguments{deck_path("quick"),
                       "--system.particles=60",
                       std::string("--run.steps=") + steps,
                       "--run.equilibration=0",
                       "--output.observe_every=50",
                       "--output.trajectory_every=50",
                       "--output.checkpoint_every=0",
                       "--output.directory=" + name,
                       option};
    };
    const Outcome first = run(0, arguments("100", "--overwrite"), scratch.folder());
    ASSERT_EQ(first.code, 0) << name << first.errors;
    ASSERT_TRUE(fs::exists(scratch / name / "summary.json")) << name;
    const Outcome second = run(2, arguments("200", "--restart"), scratch.folder());
    ASSERT_EQ(second.code, 0) << name << second.errors;
    EXPECT_EQ(datasets_of(scratch / name / "trajectory.h5").empty(), false) << name;
    // deck.ini is a deck: it gives the same deck, and continues the run.
    const Outcome dump = run(0, {(scratch / name / "deck.ini").string(), "--dump-deck"}, scratch.folder());
    ASSERT_EQ(dump.code, 0) << name << dump.errors;
    EXPECT_EQ(dump.output, read_file(scratch / name / "deck.ini")) << name;
    const Outcome third =
        run(0, {(scratch / name / "deck.ini").string(), "--restart", "--run.steps=250"}, scratch.folder());
    EXPECT_EQ(third.code, 0) << name << third.errors;
  }
}

}  // namespace
}  // namespace starling::test
