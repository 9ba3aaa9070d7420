// Perturbed scores against closed answers and an independent program; the residual of the Fokker-Planck equation by hand.
#include "drivers/diffusion/gap/line_laws.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

const Changes standard_normal{{"target.name", "mixture"},
                              {"target.weights", "1"},
                              {"target.means", "0"},
                              {"target.deviations", "1"},
                              {"process.sigma_min", "0.001"}};

LineLaws laws_of(const Changes& changes) {
  const ReadyRun run("gap", changes);
  const Problem& problem = run.problem();
  const auto laws =
      line_laws(problem, problem.path->law(problem.grid.time.front()), *problem.deck.solver->weighed_churn());
  EXPECT_TRUE(laws.has_value());
  return laws.value_or(LineLaws{});
}

/// N(0, 1) from v = 100 by (1 + delta) s: variances at v = 0 in closed form, here to the page's digits.
TEST(DiffusionGap, ScaledScoresOfANormalLawHaveTheirVariances) {
  const std::vector<std::pair<std::string, double>> larger = {{"0.5", 0.780722}, {"4", 0.888889}};
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;  // no noise: one rank is enough
  for (const auto& [eta, variance] : larger) {
    const LineLaws laws = laws_of(joined(standard_normal, {{"score.name", "scale"}, {"solver.eta", eta}}));
    EXPECT_NEAR(laws.w2_sde, 1.0 - std::sqrt(variance), 2e-3 * laws.w2_sde) << eta;
    EXPECT_NEAR(laws.w2_ode, 1.0 - std::sqrt(0.630330), 1e-3 * laws.w2_ode);
    EXPECT_NEAR(laws.w2_ode_sde, std::sqrt(variance) - std::sqrt(0.630330), 2e-3 * laws.w2_ode_sde) << eta;
    EXPECT_GE(laws.bound, laws.w2_ode_sde);
    for (std::size_t n = 0; n < laws.sigma.size(); ++n) {
      const double v = laws.sigma[n] * laws.sigma[n];
      const double residual = 0.1 * 1.1 / ((1.0 + v) * std::sqrt(1.0 + v));  // -delta (1 + delta) s s'
      EXPECT_NEAR(laws.residual[n], residual, 1e-5 * residual);
    }
  }
  const LineLaws smaller = laws_of(joined(standard_normal, {{"score.name", "scale"}, {"score.size", "-0.1"}}));
  EXPECT_NEAR(smaller.w2_sde, std::sqrt(1.243770) - 1.0, 2e-3 * smaller.w2_sde);
  EXPECT_NEAR(smaller.w2_ode, std::sqrt(1.586471) - 1.0, 1e-3 * smaller.w2_ode);
}

/// Of s + p with p = delta cos(x)/V, V = 1 + v and s = -x/V: p/2 + x p'/V - p p', whose waves are short beside a wide law.
TEST(DiffusionGap, ShortWavesOfAWideLawHaveTheirResidual) {
  if (Communicator(MPI_COMM_WORLD).rank() > 0) return;
  const LineLaws laws = laws_of(joined(standard_normal, {{"process.sigma_max", "1000"}, {"solver.steps", "40"}}));
  ASSERT_GT(laws.sigma.size(), 10U);
  for (std::size_t n = 0; n < laws.sigma.size(); ++n) {
    if (laws.sigma[n] < 10.0) continue;  // overtones have parts e^(-2V) in the mean
    const double v = 1.0 + laws.sigma[n] * laws.sigma[n];
    const double residual = 0.1 / v * std::sqrt(0.125 + 0.5 / v + 0.01 / (8.0 * v * v));
    EXPECT_NEAR(laws.residual[n], residual, 1e-6 * residual) << laws.sigma[n];
  }
}

/// What a table cannot hold is left out: a Gaussian beyond its sides.
TEST(DiffusionGap, MassBeyondTheSidesIsNoLaw) {
  const ReadyRun run("gap", {{"target.name", "mixture"},
                             {"target.weights", "0.9999 0.0001"},
                             {"target.means", "0 1000"},
                             {"target.deviations", "1 1"}});
  const Problem& problem = run.problem();
  EXPECT_FALSE(line_laws(problem, problem.path->law(problem.grid.time.front()), 1.0).has_value());
}

/// The same by particles, whose variance after finite steps is a recursion.
TEST(DiffusionGap, ParticlesHaveTheVarianceOfTheirSteps) {
  const Communicator world(MPI_COMM_WORLD);
  for (const double eta : {0.5, 4.0}) {
    const ReadyRun run("gap", joined(standard_normal, {{"method.name", "transport"},
                                                       {"score.name", "scale"},
                                                       {"score.size", "-0.1"},
                                                       {"ensemble.start", "exact"},
                                                       {"ensemble.particles", "10000"},
                                                       {"ensemble.replicas", "10"},
                                                       {"solver.eta", std::to_string(eta)},
                                                       {"output.distances", "false"}}));
    const Grid& grid = run.problem().grid;
    double variance = 101.0;
    for (std::int64_t n = 0; n < grid.steps(); ++n) {
      const double v = grid.sigma(n) * grid.sigma(n);
      const double fall = v - grid.sigma(n + 1) * grid.sigma(n + 1);
      const double keep = 1.0 - 0.5 * (1.0 + eta) * 0.9 * fall / (1.0 + v);
      variance = keep * keep * variance + eta * fall;
    }
    const auto [mean, error] = average(world, run.results(world).at("second_moment_0"));
    EXPECT_NEAR(mean, variance, 4.5 * error) << eta;
    EXPECT_LT(error, 0.01);
  }
}

/// Numbers of an independent program (another scheme, cells and steps).
TEST(DiffusionGap, PairsHaveTheirRecordedGaps) {
  struct Recorded {
    std::string name, size;
    double ode, sde, between, index, bound;
  };
  const Communicator world(MPI_COMM_WORLD);
  if (world.rank() + 1 < world.size()) return;  // the other half of the work
  const std::vector<Recorded> all = {{"scale", "0.1", 0.3885, 0.2954, 0.1778, 0.4827, 218.6},
                                     {"cosine", "0.1", 0.1059, 0.1384, 0.0676, 0.1236, 34.9},
                                     {"other", "0.2", 1.182, 1.304, 0.312, 0.384, 81.0}};
  for (const Recorded& one : all) {
    const LineLaws laws = laws_of({{"score.name", one.name}, {"score.size", one.size}});
    EXPECT_NEAR(laws.w2_ode, one.ode, 6e-4) << one.name;
    EXPECT_NEAR(laws.w2_sde, one.sde, 6e-4) << one.name;
    EXPECT_NEAR(laws.w2_ode_sde, one.between, 6e-4) << one.name;
    EXPECT_GE(laws.bound, laws.w2_ode_sde) << one.name;
    EXPECT_NEAR(laws.mismatch_index, one.index, 2e-3 * one.index) << one.name;
    EXPECT_NEAR(laws.bound, one.bound, 0.02 * one.bound) << one.name;
    if (one.name != "other") {
      EXPECT_GT(laws.residual.back(), 0.1);
    } else {
      EXPECT_LT(*std::max_element(laws.residual.begin(), laws.residual.end()), 1e-4) << "another law's score is one";
    }
  }
}

/// A score of another law, started from that law, has no gap; exact scores neither. Particles show the laws' distances.
TEST(DiffusionGap, NoResidualAndTheRightStartLeaveNoGap) {
  const Changes other{{"score.name", "other"}, {"score.size", "0.2"}};
  const Communicator world(MPI_COMM_WORLD);
  if (world.rank() == 0) {
    const ReadyRun run("gap", joined(other, {{"method.start_law", "own"}}));
    const Problem& problem = run.problem();
    const auto laws = line_laws(problem, problem.followed->law(problem.grid.time.front()), 1.0);
    ASSERT_TRUE(laws.has_value());
    EXPECT_LT(laws->w2_ode_sde, 2e-4);
    EXPECT_LT(laws->start_mismatch, 1e-12);
    EXPECT_LT(laws->bound, 0.05);
    EXPECT_GT(laws->w2_ode, 1.3);
    const LineLaws exact = laws_of({{"score.name", "exact"}, {"score.size", ""}});
    EXPECT_LT(exact.w2_sde, 1e-3);
    EXPECT_LT(exact.w2_ode, 1e-6);
  }
  const auto found =
      ReadyRun("gap", joined(other, {{"ensemble.particles", "16384"}, {"ensemble.replicas", "6"}})).results(world);
  const auto [flow, flow_error] = average(world, found.at("w2_ode"));
  EXPECT_NEAR(flow, 1.182, 2e-3);
  const auto [diffusion, error] = average(world, found.at("w2"));
  EXPECT_NEAR(diffusion, 1.304, 4.5 * error + 0.005);
  EXPECT_LT(error, 0.05);
  EXPECT_LT(flow_error, 1e-6);
}

/// Velocity, data and noise prediction, and both processes, see the same perturbation: W2 of the flow by a monotone map.
TEST(DiffusionGap, AllFieldsSeeTheSamePerturbation) {
  const Communicator alone(MPI_COMM_SELF);
  const Communicator world(MPI_COMM_WORLD);
  const auto error = [&](const Changes& changes) {
    return ReadyRun("solver_orders", joined({{"output.distances", "false"},
                                             {"process.sigma_max", "10"},
                                             {"process.sigma_min", "0.05"},
                                             {"score.name", "cosine"},
                                             {"score.size", "0.1"},
                                             {"solver.steps", "200"}},
                                            changes))
        .results(alone)
        .at("map_error")
        .front();
  };
  if (world.rank() > 0) return;
  const Changes multistep{{"solver.name", "dpm_multistep"}, {"solver.order", "4"}};
  const Changes vp{{"process.name", "vp"}};
  const double flow = error({{"solver.name", "rk4"}, {"solver.order", ""}});
  EXPECT_NEAR(flow, 0.1059, 3e-3) << "400 quantiles";
  EXPECT_NEAR(error(multistep), flow, 1e-4);
  EXPECT_NEAR(error(joined(multistep, {{"solver.prediction", "noise"}})), flow, 1e-4);
  EXPECT_NEAR(error(joined(multistep, vp)), flow, 1e-4);
  EXPECT_NEAR(error(joined(vp, {{"solver.name", "rk4"}, {"solver.order", ""}})), flow, 3e-4);
}

}  // namespace
}  // namespace starling::diffusion
