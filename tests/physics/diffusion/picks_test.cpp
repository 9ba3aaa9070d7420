// Picks of points among candidates against an independent program, at 4.5 standard errors over 20 replicas with fixed seeds, which a
// right one exceeds with probability 2.5e-4 (t distribution); and what values cost.
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

/// Picks among five candidates, as an independent numpy program finds them (200,000 particles); exact: 0.24, 4.526.
TEST(DiffusionPicks, PicksHaveTheirBias) {
  const Changes five{{"method.weights", "published"},
                     {"method.candidates", "5"},
                     {"ensemble.particles", "5000"},
                     {"ensemble.replicas", "20"}};
  const auto soft = averages("svdd_reward", five);
  const auto [mass, mass_error] = soft.at("mode_mass_1");
  expect_within("soft: mode", {mass, std::hypot(mass_error, 0.0010)}, 0.3079, 0.004);
  const auto [second, second_error] = soft.at("second_moment_0");
  expect_within("soft: second moment", {second, std::hypot(second_error, 0.0053)}, 4.4474, 0.02);
  EXPECT_FALSE(soft.contains("log_z"));
  Changes greedily = five;
  greedily.emplace_back("method.pick", "greedy");
  const auto greedy = averages("svdd_reward", greedily).at("second_moment_0");
  expect_within("greedy: second moment", {greedy.value, std::hypot(greedy.error, 0.0083)}, 24.5356, 0.04);
}

/// In a plane, with the pair along component 1 and nothing to gain along component 0: this keeps the variance that the solver's
/// steps give a Gaussian, and that has the numbers of the line.
TEST(DiffusionPicks, PicksOfOneComponentLeaveOthersAlone) {
  const Changes plane{
      {"target.name", "mixture"},           {"target.weights", "0.3 0.7"},  {"target.means", "0 -2 0 2"},
      {"target.deviations", "1 0.5 1 0.5"}, {"reward.slope", "0 -1"},       {"method.weights", "published"},
      {"method.candidates", "5"},           {"ensemble.particles", "5000"}, {"ensemble.replicas", "20"}};
  const ReadyRun run("svdd_reward", plane);
  const Grid& grid = run.problem().grid;
  double variance = 1.0 + grid.sigma(0) * grid.sigma(0);
  for (std::int64_t n = 0; n < grid.steps(); ++n) {
    const double now = grid.sigma(n) * grid.sigma(n);
    const double fall = now - grid.sigma(n + 1) * grid.sigma(n + 1);
    const double left = 1.0 - fall / (1.0 + now);
    variance = left * left * variance + fall;
  }
  const auto found = averages("svdd_reward", plane);
  expect_within("mean_0", found.at("mean_0"), 0.0, 0.01);
  expect_within("second_moment_0", found.at("second_moment_0"), variance, 0.01);
  const auto [mass, mass_error] = found.at("mode_mass_1");
  expect_within("mode", {mass, std::hypot(mass_error, 0.0010)}, 0.3079, 0.004);
  const auto [second, second_error] = found.at("second_moment_1");
  expect_within("second_moment_1", {second, std::hypot(second_error, 0.0053)}, 4.4474, 0.02);
}

/// One value of the start, the solver's field of each step and values of its candidates, each of so many draws; at the end, r.
TEST(DiffusionPicks, CountTheirEvaluations) {
  const auto found = averages("svdd_reward", {{"method.weights", "published"},
                                              {"method.candidates", "3"},
                                              {"method.values", "monte_carlo"},
                                              {"method.samples", "5"},
                                              {"solver.steps", "4"},
                                              {"ensemble.particles", "16"},
                                              {"ensemble.replicas", "8"}});
  EXPECT_EQ(found.at("evaluations").value, 5 + 4 + 3 * (3 * 5) + 3);
}

}  // namespace
}  // namespace starling::diffusion
