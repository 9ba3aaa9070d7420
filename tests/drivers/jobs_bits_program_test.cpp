// Jobs give the same bits on any number of ranks, and through stops and restarts on other numbers of them; not with other data.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

class JobsBits : public ::testing::TestWithParam<JobRuns> {};

TEST_P(JobsBits, DoNotDependOnRanksOrRestarts) {
  const JobRuns& runs = GetParam();
  for (const JobRun& short_run : runs.runs) {
    const Scratch scratch;
    const bool is_first = &short_run == &runs.runs.front();
    const Outcome reference = run(0, runs.arguments(short_run, "reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    if (short_run.stop_at > 0) {
      const Outcome first = run(is_first ? 7 : 3, runs.arguments(short_run, "pieces", {at_once}), scratch.folder());
      ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    }
    const Arguments how = short_run.stop_at > 0 ? Arguments{"--restart"} : Arguments{};
    const Outcome last = run(is_first ? 2 : 5, runs.arguments(short_run, "pieces", how), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(runs.differences(scratch / "reference", scratch / "pieces"), "") << short_run.name << " in pieces";
  }
}

TEST_P(JobsBits, DifferWithTheSeed) {
  const JobRuns& runs = GetParam();
  const Scratch scratch;
  const JobRun& short_run = runs.runs.front();
  ASSERT_EQ(run(0, runs.arguments(short_run, "one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, runs.arguments(short_run, "other", {"--run.seed=2"}), scratch.folder()).code, 0);
  EXPECT_NE(read_file(scratch / "one" / runs.tables.front()), read_file(scratch / "other" / runs.tables.front()));
}

TEST(JobsBits, LongerChainsGoOnFromWhereTheyWere) {
  const JobRuns& runs = runs_of("diffusion");
  const Scratch scratch;
  const JobRun chains{
      "chains", "lml", 0, {"--ensemble.particles=100", "--ensemble.replicas=2", "--output.observe_every=4"}};
  ASSERT_EQ(run(0, runs.arguments(chains, "reference", {"--method.steps=20"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, runs.arguments(chains, "longer", {"--method.steps=12"}), scratch.folder()).code, 0);
  const Outcome longer = run(2, runs.arguments(chains, "longer", {"--method.steps=20", "--restart"}), scratch.folder());
  ASSERT_EQ(longer.code, 0) << longer.errors;
  EXPECT_EQ(read_file(scratch / "reference" / runs.tables.front()),
            read_file(scratch / "longer" / runs.tables.front()));
  const Outcome shorter = run(0, runs.arguments(chains, "longer", {"--method.steps=8", "--restart"}), scratch.folder());
  EXPECT_EQ(shorter.code, 2);
  EXPECT_NE(shorter.errors.find("method.steps"), std::string::npos) << shorter.errors;
}

TEST(JobsBits, OtherNetworksAreNotContinuedWith) {
  const JobRuns& runs = runs_of("diffusion");
  const Scratch scratch;
  const fs::path file = scratch / "network.h5";
  fs::copy_file(STARLING_SOURCE_DIR "/inputs/diffusion/pair_denoiser.h5", file);
  const JobRun annealing{
      "annealing",
      "learned_annealing",
      5,
      {"--ensemble.particles=100", "--ensemble.replicas=1", "--solver.steps=12", "--score.file=" + file.string()}};
  const JobRun training{
      "training",
      "denoiser",
      0,
      {"--ensemble.particles=100", "--method.updates=2", "--method.batch=32", "--method.held_out=32"}};
  ASSERT_EQ(run(0, runs.arguments(annealing, "run", {at_once}), scratch.folder()).code, stopped_code);
  ASSERT_EQ(run(0, runs.arguments(training, "other"), scratch.folder()).code, 0);
  fs::copy_file(scratch / "other" / "network.h5", file, fs::copy_options::overwrite_existing);
  const Outcome outcome = run(0, runs.arguments(annealing, "run", {"--restart"}), scratch.folder());
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.errors.find("is not what it was"), std::string::npos) << outcome.errors;
}

/// A run of data in a file, which is another one when the run is continued.
void expect_refused_with_other_data(const std::string& job, const Arguments& changes, const std::string& key,
                                    const std::string& data, const std::string& more) {
  const JobRuns& runs = runs_of(job);
  const Scratch scratch;
  const fs::path file = scratch / "data.txt";
  write_file(file, data);
  Arguments all = changes;
  all.push_back("--" + key + "=" + file.string());
  const JobRun& short_run = runs.runs.front();
  const auto with = [&](const std::string& one) {
    Arguments arguments = all;
    arguments.push_back(one);
    return runs.arguments(short_run, "one", arguments);
  };
  ASSERT_EQ(run(0, with(at_once), scratch.folder()).code, stopped_code) << job;
  write_file(file, data + more);
  const Outcome outcome = run(0, with("--restart"), scratch.folder());
  EXPECT_EQ(outcome.code, 2) << job;
  EXPECT_NE(outcome.errors.find("not those of the run"), std::string::npos) << outcome.errors;
}

TEST(JobsBits, OtherDataAreNotContinuedWith) {
  expect_refused_with_other_data("walk", {}, "graph.file", read_file(STARLING_SOURCE_DIR "/inputs/data/karate.txt"),
                                 "10 11\n");
  expect_refused_with_other_data("spins", {"--patterns.name=file", "--patterns.load=", "--system.spins=4"},
                                 "patterns.file", "++-+\n", "+---\n");
  expect_refused_with_other_data("optimise",
                                 {"--objective.name=logistic", "--objective.dimension=", "--objective.column=a b"},
                                 "objective.file", "a,b\n1,0\n2,1\n3,1\n", "4,0\n");
}

INSTANTIATE_TEST_SUITE_P(All, JobsBits, ::testing::ValuesIn(job_runs()),
                         [](const auto& tested) { return tested.param.job; });

}  // namespace
}  // namespace starling::test
