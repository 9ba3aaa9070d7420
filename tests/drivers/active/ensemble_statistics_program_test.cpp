// Averages over replicas and the errors between them: the table's own, and right where the answer is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/drivers/active/ensemble_runs.hpp"

namespace starling::test {
namespace {

struct Estimate {
  double mean;
  double error;
  double samples;
};

Estimate reported(const fs::path& run, const std::string& name) {
  const auto entry = summary_of(run).at("observables").at(name);
  return {entry.at("mean"), entry.at("standard_error"), entry.at("samples")};
}

/// Mean and standard error between replicas out of observables.csv, by steps after `equilibration`.
Estimate recomputed(const fs::path& run, const std::string& name, std::int64_t equilibration) {
  auto rows = cells_of(run / "observables.csv");
  const auto column = std::find(rows.front().begin(), rows.front().end(), name) - rows.front().begin();
  std::map<int, std::vector<double>> values;
  for (std::size_t k = 1; k < rows.size(); ++k) {
    if (std::stoll(rows[k].at(0)) > equilibration)
      values[std::stoi(rows[k].at(2))].push_back(std::stod(rows[k].at(column)));
  }
  long double sum = 0.0L;
  long double squares = 0.0L;
  double samples = 0.0;
  for (const auto& [replica, series] : values) {
    long double mean = 0.0L;
    for (const double value : series) mean += value / static_cast<long double>(series.size());
    sum += mean;
    squares += mean * mean;
    samples += static_cast<double>(series.size());
  }
  const auto count = static_cast<long double>(values.size());
  const long double variance = (squares - sum * sum / count) / (count - 1.0L);
  return {static_cast<double>(sum / count), static_cast<double>(std::sqrt(variance / count)), samples};
}

TEST(EnsembleStatistics, TheSummaryIsOfTheTable) {
  const Scratch scratch;
  const ShortRun short_run = ensemble_run("summary", "quick", 4, {"--system.particles=60"});
  ASSERT_EQ(run(2, short_run.arguments("run"), scratch.folder()).code, 0);
  for (const char* name : {"force_squared", "activity_dot_force", "effective_speed", "largest_cluster_fraction"}) {
    const Estimate found = reported(scratch / "run", name);
    const Estimate expected = recomputed(scratch / "run", name, 100);
    EXPECT_EQ(found.samples, 24.0) << name;
    EXPECT_EQ(found.samples, expected.samples) << name;
    EXPECT_NEAR(found.mean, expected.mean, 1e-12 * std::abs(expected.mean)) << name;
    EXPECT_NEAR(found.error, expected.error, 1e-9 * expected.error) << name;
    EXPECT_GT(found.error, 0.0) << name;
  }
  const auto summary = summary_of(scratch / "run");
  EXPECT_EQ(summary.at("replicas"), 4);
  // All replicas' steps count.
  const double rate = summary.at("performance").at("particle_steps_per_second");
  const double seconds = summary.at("performance").at("loop_seconds");
  EXPECT_NEAR(rate * seconds, 4.0 * 60.0 * 400.0, 1.0);
}

/// The activities of Ornstein-Uhlenbeck particles begin as independent normal variates, so one observation's mean over N
/// particles in d dimensions has the variance 2/(N d) between replicas, and the ensemble's error is known: five standard
/// errors of the mean, and of the error itself (a share 1/sqrt(2 (R - 1)) of it).
TEST(EnsembleStatistics, TheErrorIsThatOfIndependentReplicas) {
  constexpr double replicas = 300.0;
  constexpr double particles = 16.0;
  const Scratch scratch;
  const Outcome outcome =
      run(2,
          {deck_path("trap"), "--output.directory=run", "--ensemble.replicas=300", "--system.particles=16",
           "--run.steps=10", "--run.equilibration=0", "--output.observe_every=10", "--output.trajectory_every=0"},
          scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const Estimate found = reported(scratch / "run", "activity_variance");
  const double exact = std::sqrt(2.0 / (2.0 * particles * replicas));
  EXPECT_EQ(found.samples, replicas);
  EXPECT_NEAR(found.mean, 1.0, 5.0 * exact);
  EXPECT_NEAR(found.error / exact, 1.0, 5.0 / std::sqrt(2.0 * (replicas - 1.0)));
}

/// <x^2> of active Ornstein-Uhlenbeck particles in a trap under the time step's own recursion, as in tests/physics.
double exact_position_variance(double kappa, double gamma, double v0, double epsilon, double dt) {
  const double a = std::exp(-gamma * dt);
  const double b = 1.0 - kappa * dt;
  const double xg = a * dt * v0 / (1.0 - a * b);
  return (2.0 * b * dt * v0 * xg + dt * dt * v0 * v0 + 2.0 * epsilon * dt) / (1.0 - b * b);
}

TEST(EnsembleStatistics, CorrelatedSeriesGiveTheExactAnswerWithinTheirError) {
  const Scratch scratch;
  const Outcome outcome =
      run(2,
          {deck_path("trap"), "--output.directory=run", "--ensemble.replicas=64", "--system.particles=64",
           "--dynamics.time_step=0.4", "--run.steps=1500", "--run.equilibration=500", "--output.observe_every=20",
           "--output.trajectory_every=0", "--output.checkpoint_every=0", "--dynamics.largest_displacement=10"},
          scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  const Estimate found = reported(scratch / "run", "position_variance");
  const double exact = exact_position_variance(0.05, 0.1, 0.2, 0.1, 0.4);
  EXPECT_NEAR(found.mean, exact, 5.0 * found.error);
  // A hundredth of the answer would be noticed; 50 samples per replica, far from independent, would claim more.
  EXPECT_LT(5.0 * found.error, 0.04 * exact);
  EXPECT_GT(found.error, 0.002 * exact);
}

}  // namespace
}  // namespace starling::test
