// Averaged arrays of whole runs: what they hold, also after cadences changed; what is undefined says why.
#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "tests/drivers/run_files.hpp"

namespace starling::test {
namespace {

/// The numbers of a dataset of a run's observables.h5; none if it is not there.
template <class T>
std::vector<T> numbers(const fs::path& run, const std::string& name) {
  auto datasets = datasets_of(run / "observables.h5");
  if (!datasets.contains("observables/" + name)) return {};
  // The shape and a blank stand before the bytes.
  const std::string& bytes = datasets["observables/" + name];
  const std::size_t first = bytes.find(' ') + 1;
  std::vector<T> values((bytes.size() - first) / sizeof(T));
  std::memcpy(values.data(), bytes.data() + first, values.size() * sizeof(T));
  return values;
}

TEST(Arrays, OfARunWhoseCadencesChange) {
  const Scratch scratch;
  const Arguments first{deck_path("quick"),
                        "--output.directory=run",
                        "--run.steps=400",
                        "--run.equilibration=100",
                        "--output.observe_every=100",
                        "--observables.displacement_lag=200",
                        "--output.trajectory_every=0",
                        "--output.checkpoint_every=0"};
  ASSERT_EQ(run(2, first, scratch.folder()).code, 0);
  const fs::path folder = scratch / "run";
  EXPECT_TRUE(numbers<double>(folder, "radial_distribution/value").empty());
  EXPECT_EQ(numbers<double>(folder, "mean_square_displacement_curve/lag").size(), 2U);
  EXPECT_EQ(numbers<std::int64_t>(folder, "activity_correlation/samples"), (std::vector<std::int64_t>{2, 1}));
  Arguments second = first;
  second.insert(second.end(),
                {"--restart", "--run.steps=800", "--output.observe_every=50", "--observables.profile_every=200"});
  const Outcome outcome = run(1, second, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  // Lags stay those of the run's beginning.
  EXPECT_EQ(numbers<std::int64_t>(folder, "activity_correlation/samples"), (std::vector<std::int64_t>{4, 3}));
  const auto samples = numbers<std::int64_t>(folder, "radial_distribution/samples");
  ASSERT_EQ(samples.size(), 200U);
  EXPECT_EQ(samples.front(), 2);
  double probes = 0.0;
  for (const double fraction : numbers<double>(folder, "density_histogram/value")) probes += fraction;
  EXPECT_NEAR(probes, 1.0, 1e-12);
}

/// Rows may become denser; means stay those of evenly spaced samples. Sparser rows would weigh times unevenly.
TEST(Averages, KeepTheCadenceThatTheyBeganWith) {
  const Scratch scratch;
  const auto arguments = [](const std::string& directory, const Arguments& more) {
    Arguments all{deck_path("quick"),           "--output.directory=" + directory,    "--system.particles=100",
                  "--run.equilibration=0",      "--observables.displacement_lag=200", "--output.trajectory_every=0",
                  "--output.checkpoint_every=0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string every = "--output.observe_every=";
  const std::string profile = "--observables.profile_every=";
  ASSERT_EQ(run(0, arguments("even", {"--run.steps=1000", every + "100", profile + "200"}), scratch.folder()).code, 0);
  ASSERT_EQ(run(0, arguments("run", {"--run.steps=500", every + "100", profile + "200"}), scratch.folder()).code, 0);
  for (const auto& [observe, profiles, key] :
       {std::tuple("200", "200", "output.observe_every"), std::tuple("40", "200", "output.observe_every"),
        std::tuple("100", "400", "observables.profile_every"), std::tuple("100", "0", "observables.profile_every")}) {
    const Outcome refused = run(
        0, arguments("run", {"--restart", "--run.steps=1000", every + observe, profile + profiles}), scratch.folder());
    EXPECT_EQ(refused.code, 2) << observe << " " << profiles;
    EXPECT_NE(refused.errors.find(key), std::string::npos) << refused.errors;
    EXPECT_NE(refused.errors.find("give that or a divisor"), std::string::npos) << refused.errors;
  }
  const Outcome denser =
      run(2, arguments("run", {"--restart", "--run.steps=700", every + "25", profile + "100"}), scratch.folder());
  ASSERT_EQ(denser.code, 0) << denser.errors;
  const Outcome again =
      run(0, arguments("run", {"--restart", "--run.steps=1000", every + "50", profile + "50"}), scratch.folder());
  ASSERT_EQ(again.code, 0) << again.errors;
  EXPECT_EQ(summary_of(scratch / "run").at("observables"), summary_of(scratch / "even").at("observables"));
  EXPECT_EQ(summary_of(scratch / "run").at("observables").at("force_squared").at("samples"), 10);
  EXPECT_TRUE(datasets_of(scratch / "run" / "observables.h5") == datasets_of(scratch / "even" / "observables.h5"));
}

TEST(Arrays, OfSeveralReplicasAreTheirMeans) {
  const Scratch scratch;
  const Arguments arguments{deck_path("quick"),
                            "--run.steps=200",
                            "--run.equilibration=0",
                            "--output.observe_every=50",
                            "--output.trajectory_every=0",
                            "--observables.profile_every=50"};
  std::vector<double> mean;
  for (const char* replicas : {"1", "2"}) {
    Arguments all = arguments;
    all.insert(all.end(),
               {std::string("--ensemble.replicas=") + replicas, std::string("--output.directory=") + replicas});
    ASSERT_EQ(run(2, all, scratch.folder()).code, 0);
  }
  const auto one = numbers<double>(scratch / "1", "structure_factor/value");
  const auto both = numbers<double>(scratch / "2", "structure_factor/value");
  const auto error = numbers<double>(scratch / "2", "structure_factor/standard_error");
  ASSERT_EQ(one.size(), both.size());
  ASSERT_FALSE(one.empty());
  // Of two values a and b the mean is a + (b - a) / 2 and its error |b - a| / 2.
  for (std::size_t k = 0; k < one.size(); ++k)
    EXPECT_NEAR(std::abs(both[k] - one[k]), error[k], 1e-12 * both[k] + 1e-12);
  EXPECT_EQ(numbers<std::int64_t>(scratch / "2", "structure_factor/samples").front(), 8);
}

TEST(Arrays, AndNumbersThatAreUndefinedSayWhy) {
  const Scratch scratch;
  ASSERT_EQ(run(2,
                {deck_path("free_abp_3d"), "--system.particles=300", "--run.steps=200", "--run.equilibration=0",
                 "--output.observe_every=100", "--output.directory=run", "--observables.profile_every=100"},
                scratch.folder())
                .code,
            0);
  const auto found = summary_of(scratch / "run").at("observables");
  EXPECT_EQ(found.at("hexatic_order").at("reason"), "defined in 2 dimensions only");
  EXPECT_EQ(found.at("coexistence_density_gas").at("reason"), "no probe_radius");
  EXPECT_TRUE(found.at("coexistence_density_dense").at("mean").is_null());
  EXPECT_TRUE(numbers<double>(scratch / "run", "density_histogram/value").empty());
  EXPECT_TRUE(numbers<double>(scratch / "run", "cluster_size_distribution/value").empty());
  EXPECT_EQ(numbers<std::int64_t>(scratch / "run", "structure_factor/samples").front(), 2);
}

}  // namespace
}  // namespace starling::test
