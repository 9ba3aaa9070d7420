// Value-based decoding of diffusions: laws and values against quadrature, weights against exact answers. Estimates are tested at 4.5
// standard errors over 20 or 40 replicas with fixed seeds, which a right one exceeds with probability 2.5e-4 or 6e-5 (t distribution).
#include <functional>

#include "drivers/diffusion/rewards/tilted_law.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

const std::vector<std::pair<std::string, Changes>> tested_rewards{
    {"linear", {}},
    {"quadratic",
     {{"reward.name", "quadratic"}, {"reward.slope", ""}, {"reward.centre", "1"}, {"reward.curvature", "2"}}},
    {"indicator",
     {{"reward.name", "indicator"},
      {"reward.slope", ""},
      {"reward.low", "-2.25"},
      {"reward.high", "1.5"},
      {"reward.height", "4"}}}};

/// What the decks above say, by hand.
double reward_at(const std::string& name, double y) {
  if (name == "linear") return -y;
  if (name == "quadratic") return -(y - 1.0) * (y - 1.0);
  return y > -2.25 && y < 1.5 ? 4.0 : 0.0;
}

/// Integrals of a density on a line over a grid that has -2.25 and 1.5 between its points.
struct Moments {
  double total = 0.0, first = 0.0, second = 0.0;

  explicit Moments(const std::function<double(double)>& density) {
    constexpr double spacing = 0x1p-9;
    for (double y = -15.0 + spacing / 2; y < 15.0; y += spacing) {
      const double mass = spacing * density(y);
      total += mass;
      first += mass * y;
      second += mass * y * y;
    }
  }
};

/// The density of the pair with more variance.
double pair_density(double x, double more) {
  const auto gaussian = [&](double mean) {
    const double variance = 0.25 + more;
    return std::exp(-0.5 * (x - mean) * (x - mean) / variance) / std::sqrt(2.0 * M_PI * variance);
  };
  return 0.3 * gaussian(-2.0) + 0.7 * gaussian(2.0);
}

/// log Z and moments of tilted laws, also where the end of a path has a signal below 1.
TEST(DiffusionPoints, TiltedLawsAreThoseByQuadrature) {
  for (const auto& [name, changes] : tested_rewards) {
    for (const std::string process : {"ve", "vp"}) {
      const ReadyRun run(
          "svdd_reward",
          joined(changes, {{"process.name", process}, {"process.sigma_min", "0.3"}, {"method.weights", "smc"}}));
      const Problem& problem = run.problem();
      const double signal = problem.grid.level.back().signal;
      const Moments exact(
          [&, word = name](double y) { return pair_density(y, 0.09) * std::exp(reward_at(word, y) / 2.0); });
      EXPECT_NEAR(*problem.exact.log_z, std::log(exact.total), 1e-6) << name << process;
      if (name == "indicator") {
        EXPECT_NEAR(*problem.exact.log_z, problem.exact.line->log_total(), 1e-12) << process;
      }
      EXPECT_NEAR(problem.exact.mean[0], signal * exact.first / exact.total, 1e-6) << name << process;
      EXPECT_NEAR(problem.exact.second_moment[0], signal * signal * exact.second / exact.total, 1e-6)
          << name << process;
    }
  }
}

/// Steps of the largest gains, by tables and by normal probabilities: one within a cell of a table, one with all that counts
/// outside of it, one in the tails, one as wide as the table.
TEST(DiffusionPoints, LargestStepsAreTabulated) {
  struct Case {
    std::string low, high, height;
    double second_moment, sharpness;
  };
  for (const Case& one : {Case{"2", "2.003", "0.6", 4.006, 1e-4}, Case{"-18", "18", "-0.6", 324.0, 2.0},
                          Case{"-10", "10", "-0.6", 100.0, 2.0}, Case{"-30", "30", "-0.6", 4.2501, 1e-9}}) {
    const Changes step{{"reward.low", one.low},
                       {"reward.high", one.high},
                       {"reward.height", one.height},
                       {"reward.alpha", "0.001"},
                       {"method.weights", "smc"}};
    const ExactLaw exact = ReadyRun("svdd_reward", joined(tested_rewards[2].second, step)).problem().exact;
    ASSERT_NE(exact.line, nullptr) << one.low;
    EXPECT_NEAR(*exact.log_z, exact.line->log_total(), 1e-9) << one.low;
    EXPECT_NEAR(exact.second_moment.front(), one.second_moment, one.sharpness) << one.low;
  }
}

/// A density that is all between the edges of cells, or all at them, is no law.
TEST(DiffusionPoints, TablesSayWhatTheyCannotHold) {
  for (const double between : {-1000.0, 0.0, 1000.0}) {
    const TabulatedLaw law([between](double x) { return x == std::floor(x) ? 0.0 : between; }, 0.0, 4096.0, 4.0);
    EXPECT_EQ(law.is_law(), between == 0.0) << between;
  }
}

/// Potentials of particles at a level in the middle, by quadrature over what their ends may be; under the quadratic reward where the
/// signal falls.
TEST(DiffusionPoints, ValuesAreThoseByQuadrature) {
  for (const auto& [name, changes] : tested_rewards) {
    for (const std::string values : {"exact", "posterior_mean", "decoded", "monte_carlo"}) {
      Changes all = joined(changes, {{"process.name", name == "quadratic" ? "vp" : "ve"},
                                     {"process.sigma_min", "0.3"},
                                     {"process.sigma_max", "2"},
                                     {"method.weights", "smc"},
                                     {"method.values", values},
                                     {"solver.steps", "3"},
                                     {"ensemble.particles", "40"}});
      if (values == "monte_carlo") all.emplace_back("method.samples", "4000");
      const ReadyRun run("svdd_reward", all);
      PhaseTimer timer(phase_plan().labels);
      const auto member = run.member(timer, 0);
      std::vector<TableRow> rows;
      member->advance_to(1, rows);
      const double sigma = run.problem().grid.sigma(1);
      const double signal = run.problem().grid.level[1].signal;
      const MemberState state = member->save();
      const std::vector<double>& found = column_named(state.columns, "vectors", 3).values;
      double scatter = 0.0;
      for (std::size_t j = 0; j < 40; ++j) {
        const double x = found[3 * j] / signal;
        const auto mean_of = [&](const std::function<double(double)>& function) {
          const auto given_x = [&](double y) {
            const double variance = sigma * sigma - 0.09;
            return pair_density(y, 0.09) * std::exp(-0.5 * (x - y) * (x - y) / variance);
          };
          return Moments([&](double y) { return given_x(y) * function(y); }).total / Moments(given_x).total;
        };
        double expected = 0.0;
        if (values == "posterior_mean") {
          expected = mean_of([&, word = name](double y) { return reward_at(word, y) / 2.0; });
        } else if (values == "decoded") {
          expected = reward_at(name, mean_of([](double y) { return y; })) / 2.0;
        } else {
          expected = std::log(mean_of([&, word = name](double y) { return std::exp(reward_at(word, y) / 2.0); }));
        }
        EXPECT_NEAR(found[3 * j + 2], expected, values == "monte_carlo" ? 0.2 : 1e-6) << name << " " << values;
        scatter += (found[3 * j + 2] - expected) / 40.0;
      }
      EXPECT_LT(std::abs(scatter), values == "monte_carlo" ? 0.02 : 1e-6) << name << " " << values;
    }
  }
}

/// E[Z] / Z = 1 at any number of steps, and the moments of the tilted law.
TEST(DiffusionPoints, TransportedWeightsAreUnbiased) {
  for (const auto& [name, changes] : tested_rewards) {
    for (const std::string steps : {"8", "32"}) {
      const Changes all =
          joined(changes, {{"ensemble.particles", "5000"}, {"ensemble.replicas", "40"}, {"solver.steps", steps}});
      const ExactLaw exact = ReadyRun("svdd_reward", all).problem().exact;
      const auto found = averages("svdd_reward", all);
      const std::string run = fmt::format("{} in {}", name, steps);
      expect_within(run + ": z_ratio", found.at("z_ratio"), 1.0, 0.02);
      expect_within(run + ": second moment", found.at("second_moment_0"), exact.second_moment[0], 0.02);
      expect_within(run + ": mode", found.at("mode_mass_1"), exact.mode_mass[1], 0.01);
    }
  }
}

/// The same where the signal falls, and in three dimensions, for a reward along each by itself.
TEST(DiffusionPoints, TransportedWeightsAreUnbiasedElsewhere) {
  const Changes fewer{{"ensemble.particles", "4000"}, {"ensemble.replicas", "40"}, {"solver.steps", "16"}};
  const auto preserving = averages("svdd_reward", joined(fewer, {{"process.name", "vp"}}));
  expect_within("vp: z_ratio", preserving.at("z_ratio"), 1.0, 0.02);
  expect_within("vp: second moment", preserving.at("second_moment_0"), 4.525846, 0.03);
  const Changes space =
      joined(fewer, {{"target.name", "two"}, {"target.dimension", "3"}, {"reward.slope", "0.5 -1 1"}});
  const ExactLaw exact = ReadyRun("svdd_reward", space).problem().exact;
  const auto found = averages("svdd_reward", space);
  expect_within("two: z_ratio", found.at("z_ratio"), 1.0, 0.02);
  for (const int c : {0, 1, 2})
    expect_within("two: mean", found.at("mean_" + std::to_string(c)), exact.mean[static_cast<std::size_t>(c)], 0.02);
}

/// In the plane, where a reward differs from component to component.
TEST(DiffusionPoints, TransportedWeightsAreUnbiasedInThePlane) {
  const Changes plane{
      {"target.name", "two"}, {"ensemble.particles", "4000"}, {"ensemble.replicas", "40"}, {"solver.steps", "16"}};
  const auto step = averages(
      "svdd_reward", joined(plane, joined(tested_rewards[2].second,
                                          {{"reward.component", "1"}, {"reward.low", "-1"}, {"reward.high", "2"}})));
  expect_within("indicator: z_ratio", step.at("z_ratio"), 1.0, 0.02);
  const Changes bowl =
      joined(plane, joined(tested_rewards[1].second, {{"reward.centre", "1 -1"}, {"reward.curvature", "2 0.5"}}));
  const ExactLaw exact = ReadyRun("svdd_reward", bowl).problem().exact;
  const auto found = averages("svdd_reward", bowl);
  expect_within("quadratic: z_ratio", found.at("z_ratio"), 1.0, 0.02);
  expect_within("quadratic: mean_0", found.at("mean_0"), exact.mean[0], 0.01);
  expect_within("quadratic: mean_1", found.at("mean_1"), exact.mean[1], 0.02);
}

/// With the weights of values alone E[Z] is that of the solver's law; with many steps it is Z, whatever the values.
TEST(DiffusionPoints, WeightsOfValuesTiltTheSolversLaw) {
  for (const std::string values : {"exact", "posterior_mean", "decoded"}) {
    const auto found = averages("svdd_reward", {{"method.weights", "smc"},
                                                {"method.values", values},
                                                {"solver.steps", "400"},
                                                {"ensemble.particles", "2000"},
                                                {"ensemble.replicas", "20"}});
    const auto [ratio, error] = found.at("z_ratio");
    expect_within(values + ": z_ratio", {ratio, std::hypot(error, 0.005)}, 1.0, 0.03);
  }
}

/// What svdd_reward.ini says.
TEST(DiffusionPoints, ReadyDeckHasTheNumbersOfItsComment) {
  const ExactLaw exact = ReadyRun("svdd_reward", {}).problem().exact;
  EXPECT_NEAR(*exact.log_z, 0.101721, 5e-7);
  EXPECT_NEAR(exact.mode_mass[1], 0.239983, 5e-7);
  EXPECT_NEAR(exact.second_moment[0], 4.525846, 5e-7);
}

}  // namespace
}  // namespace starling::diffusion
