// The same bits on any number of ranks, with any skin and decomposition.
#include <gtest/gtest.h>

#include "tests/drivers/active/short_runs.hpp"
#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

/// Another way to run the same deck.
struct Way {
  int ranks;
  Arguments arguments;
};

TEST(Bits, DoNotDependOnRanksSkinOrDecomposition) {
  const std::vector<Way> ways = {{1, {"--neighbours.skin=0.31"}},
                                 {2, {"--neighbours.skin=0.7"}},
                                 {3, {"--decomposition.rebalance_every=50", "--decomposition.rebalance_threshold=1"}},
                                 {4, {"--decomposition.rebalance_every=0", "--neighbours.skin=0.11"}}};
  for (const ShortRun& short_run : short_runs()) {
    const Scratch scratch;
    const Outcome reference = run(0, short_run.arguments("reference"), scratch.folder());
    ASSERT_EQ(reference.code, 0) << short_run.name << ": " << reference.errors;
    for (const Way& way : ways) {
      const std::string name = "on-" + std::to_string(way.ranks);
      Arguments arguments = short_run.arguments(name);
      arguments.insert(arguments.end(), way.arguments.begin(), way.arguments.end());
      const Outcome outcome = run(way.ranks, arguments, scratch.folder());
      ASSERT_EQ(outcome.code, 0) << short_run.name << " on " << way.ranks << ": " << outcome.errors;
      EXPECT_EQ(differences(scratch / "reference", scratch / name), "") << short_run.name << " on " << way.ranks;
    }
  }
}

TEST(Bits, DifferWithTheSeed) {
  const Scratch scratch;
  const ShortRun& short_run = short_runs().front();
  Arguments other = short_run.arguments("other");
  other.emplace_back("--run.seed=2");
  ASSERT_EQ(run(0, short_run.arguments("one"), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, other, scratch.folder()).code, 0);
  EXPECT_NE(differences(scratch / "one", scratch / "other").find("trajectory.h5/particles"), std::string::npos);
}

}  // namespace
}  // namespace starling::test
