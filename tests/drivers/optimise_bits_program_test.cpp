// The optimise job gives the same bits on any number of ranks, and through stops and restarts on other numbers of them.
#include <gtest/gtest.h>

#include "tests/drivers/optimise_runs.hpp"

namespace starling::test {
namespace {

TEST(OptimiseBits, DoNotDependOnRanksOrRestarts) {
  for (const OptimiseRun& short_run : optimise_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    const Outcome first = run(2, short_run.arguments("pieces", {at_once}), scratch.folder());
    ASSERT_EQ(first.code, stopped_code) << short_run.name << ": " << first.errors << first.output;
    const Outcome last = run(5, short_run.arguments("pieces", {"--restart"}), scratch.folder());
    ASSERT_EQ(last.code, 0) << short_run.name << ": " << last.errors;
    EXPECT_EQ(different_runs(optimise_fingerprint(scratch / "reference"), optimise_fingerprint(scratch / "pieces"),
                             "consensus.csv"),
              "")
        << short_run.name << " in pieces";
  }
}

TEST(OptimiseBits, OtherDataAreNotContinuedWith) {
  const Scratch scratch;
  write_file(scratch / "data.csv", "y\n0.1\n0.4\n-0.2\n0.3\n");
  const Arguments arguments{optimise_deck("kalman"), "--output.directory=run", "--data.simulate=",
                            "--data.file=data.csv",  "--data.column=y",        "--run.steps=3",
                            "--ensemble.replicas=1", "--ensemble.particles=4", "--objective.particles=20"};
  ASSERT_EQ(run(0, arguments, scratch.folder()).code, 0);
  write_file(scratch / "data.csv", "y\n0.1\n0.4\n-0.2\n0.4\n");
  Arguments again = arguments;
  again.insert(again.end(), {"--restart", "--run.steps=5"});
  const Outcome refused = run(0, again, scratch.folder());
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.errors.find("the observations are not those of the run"), std::string::npos) << refused.errors;
}

}  // namespace
}  // namespace starling::test
