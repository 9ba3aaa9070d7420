// Runs on data with gaps, and on data that end a filter: what they log, write and find.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <utility>

#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

/// What the program logs, and the data.csv that it leaves, with a file and a column of times.
std::pair<std::string, std::string> data_of(const std::string& text, const std::string& time, const Scratch& scratch) {
  write_file(scratch / "in.csv", text);
  const Outcome outcome = run(0,
                              {runs_of("smc").deck("stochastic_volatility"), "--output.directory=out", "--overwrite",
                               "--data.file=in.csv", "--data.column=y", "--data.time=" + time, "--method.particles=10"},
                              scratch.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  return {outcome.output, read_file(scratch / "out" / "data.csv")};
}

TEST(SmcData, HoldEachTimeInItsPlace) {
  const Scratch scratch;
  EXPECT_EQ(data_of("y\n1\n\n0.5\n\n", "", scratch).second, "step,y\n0,1\n1,\n2,0.5\n");
  const std::string gaps = "year,y\n1870,1\n1871,2\n1874,0.5\n1875,1\n";
  const auto [quiet, filled] = data_of(gaps, "year", scratch);
  EXPECT_EQ(filled, "step,time,y\n0,1870,1\n1,1871,2\n2,1872,\n3,1873,\n4,1874,0.5\n5,1875,1\n");
  EXPECT_NE(quiet.find("2 of them without a row"), std::string::npos) << quiet;
  EXPECT_EQ(quiet.find("looks like times"), std::string::npos) << quiet;
  const auto [warned, as_is] = data_of(gaps, "", scratch);
  EXPECT_EQ(as_is, "step,y\n0,1\n1,2\n2,0.5\n3,1\n");
  EXPECT_NE(warned.find("warning: in.csv: column year looks like times"), std::string::npos) << warned;
}

TEST(SmcData, OfARunThatIsOverwrittenGo) {
  const Scratch scratch;
  const Arguments arguments{runs_of("smc").deck("stochastic_volatility"), "--output.directory=run",
                            "--method.particles=10"};
  const auto again = [&](const Arguments& more) {
    Arguments all = arguments;
    all.insert(all.end(), more.begin(), more.end());
    return run(0, all, scratch.folder()).code;
  };
  ASSERT_EQ(again({"--output.genealogy=true", "--output.particles_every=200"}), 0);
  EXPECT_TRUE(fs::exists(scratch / "run" / "genealogy.h5"));
  EXPECT_TRUE(fs::exists(scratch / "run" / "particles"));
  // A sampler without data leaves neither a genealogy nor data.
  ASSERT_EQ(
      run(0,
          {runs_of("smc").deck("tempering_mixture"), "--output.directory=run", "--overwrite", "--method.particles=100"},
          scratch.folder())
          .code,
      0);
  for (const char* name : {"genealogy.h5", "data.csv", "particles"})
    EXPECT_FALSE(fs::exists(scratch / "run" / name)) << name;
  EXPECT_TRUE(fs::exists(scratch / "run" / "filter.csv"));
}

TEST(SmcExtinction, IsAZeroOfTheEvidenceWhereTheDeckSaysSo) {
  const Scratch scratch;
  write_file(scratch / "zeros.csv", "y\n0\n0\n0\n");
  const Arguments common{runs_of("smc").deck("hidden_markov"),
                         "--model.emission=1 0 0 0 1 0 0 0 1",
                         "--data.simulate=",
                         "--data.file=zeros.csv",
                         "--data.column=y",
                         "--method.particles=2",
                         "--ensemble.replicas=40",
                         "--method.on_extinction=zero",
                         "--output.directory=run",
                         "--output.checkpoint_every=2",
                         "--overwrite"};
  const auto observables = [&](int ranks) {
    const Outcome outcome = run(ranks, common, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    return summary_of(scratch / "run").at("observables");
  };
  const auto found = observables(0);
  const double extinct = found.at("extinct").at("mean").get<double>();
  EXPECT_GT(extinct, 0.0);
  EXPECT_LT(extinct, 1.0);
  EXPECT_TRUE(found.at("log_likelihood").at("mean").is_null());
  EXPECT_EQ(found.at("log_likelihood").at("reason"), "not finite in every replica");
  EXPECT_TRUE(found.at("log_mean_evidence").at("mean").is_number());
  EXPECT_TRUE(found.at("log_mean_evidence").at("standard_error").is_number());
  EXPECT_EQ(observables(2), found);
}

}  // namespace
}  // namespace starling::test
