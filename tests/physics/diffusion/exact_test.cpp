// Fields against derivatives of densities, solvers against the exact map, quadrature against recorded numbers: no noise.
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

/// The field of tables at x, in one dimension, and the density.
struct AtPoint {
  double density;
  double field;
};

AtPoint at(const FieldTables& tables, double x) {
  double density = 0.0;
  double field = 0.0;
  for (std::size_t k = 0; k < tables.law.weight.size(); ++k) {
    const double variance = tables.law.variance[k];
    const double apart = x - tables.law.mean[k];
    const double here =
        tables.law.weight[k] * std::exp(-0.5 * apart * apart / variance) / std::sqrt(2.0 * M_PI * variance);
    density += here;
    field += here * (tables.offset[k] + tables.slope[k] * x);
  }
  return {density, field / density};
}

FieldTables field_of(const Path& path, double time, double FieldWish::*part) {
  FieldWish wish;
  wish.*part = 1.0;
  return path.field(time, wish);
}

/// d/dt p + d/dx (velocity p) = 0 and score = d/dx log p, by differences of fourth order.
TEST(DiffusionFields, ObeyTheContinuityEquation) {
  for (const std::string process : {"ve", "vp", "pfgm", "linear", "trigonometric", "encoder_decoder"}) {
    const bool noises = process[0] == 'v' || process == "pfgm";
    Changes changes{{"process.name", process}};
    if (process == "encoder_decoder") changes.emplace_back("process.gamma", "");
    if (process == "pfgm") changes.emplace_back("process.extra_dimensions", "4");
    const ReadyRun run(noises ? "solver_orders" : "interpolant", changes);
    const Path& path = *run.problem().path;
    for (const double time : noises ? std::vector{0.05, 0.4} : std::vector{0.2, 0.45, 0.8}) {
      for (const double x : {-2.3, -0.4, 0.1, 1.7}) {
        constexpr double h = 2e-4;
        const auto slope = [&](const auto& value) {
          return (8.0 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12.0 * h);
        };
        const FieldTables velocity = field_of(path, time, &FieldWish::velocity);
        const double change = slope([&](double by) { return at(path.field(time + by, {}), x).density; });
        const double flux = slope([&](double by) {
          const AtPoint here = at(velocity, x + by);
          return here.density * here.field;
        });
        EXPECT_NEAR(change + flux, 0.0, 1e-8 * (1.0 + std::abs(change))) << process << " at " << time << ", " << x;
        const double score = slope([&](double by) { return std::log(at(velocity, x + by).density); });
        EXPECT_NEAR(at(field_of(path, time, &FieldWish::score), x).field, score, 1e-7 * (1.0 + std::abs(score)))
            << process;
        if (!noises) continue;
        const NoiseLevel level = path.schedule()->level(time);
        const double data = at(field_of(path, time, &FieldWish::data), x).field;
        const double noise = at(field_of(path, time, &FieldWish::noise), x).field;
        EXPECT_NEAR(level.signal * data + level.noise * noise, x, 1e-12) << process;
        if (process == "pfgm") continue;  // whose kernel is not normal
        EXPECT_NEAR(data, (x + level.noise * level.noise * score) / level.signal, 1e-7) << process << ": Tweedie";
        EXPECT_NEAR(noise, -level.noise * score, 1e-7) << process;
      }
    }
  }
}

struct RecordedErrors {
  std::string deck;
  Changes changes;
  std::vector<std::pair<int, double>> errors;  ///< steps and map_error
};

/// Numbers of an independent program, to their digits.
TEST(DiffusionSolvers, ReachTheExactMapAsRecorded) {
  const Communicator world(MPI_COMM_WORLD);
  const auto multistep = [](const char* order) {
    return Changes{{"solver.name", "dpm_multistep"}, {"solver.order", order}};
  };
  const auto unipc = [](const char* order) { return Changes{{"solver.order", order}}; };
  const auto plain = [](const char* name) { return Changes{{"solver.name", name}, {"solver.order", ""}}; };
  const auto path = [](const char* process, const char* name, const char* gamma) {
    return Changes{{"process.name", process}, {"process.gamma", gamma},      {"solver.name", name},
                   {"solver.epsilon", ""},    {"ensemble.particles", "400"}, {"ensemble.start", "quantiles"},
                   {"ensemble.replicas", "1"}};
  };
  Changes on_edm = multistep("3");
  on_edm.emplace_back("solver.grid", "edm");
  const std::vector<RecordedErrors> all = {
      {"solver_orders", multistep("2"), {{20, 4.84e-2}, {40, 1.26e-2}, {80, 3.59e-3}, {160, 9.64e-4}}},
      {"solver_orders", multistep("3"), {{20, 3.36e-2}, {40, 6.32e-3}, {80, 9.5e-4}, {160, 1.21e-4}}},
      {"solver_orders", multistep("4"), {{20, 2.42e-2}, {40, 2.85e-3}, {80, 1.86e-4}, {160, 1.20e-5}}},
      {"solver_orders", unipc("2"), {{20, 2.40e-2}, {40, 6.78e-3}, {80, 1.20e-3}, {160, 1.67e-4}}},
      {"solver_orders", unipc("3"), {{20, 2.74e-2}, {40, 3.57e-3}, {80, 2.59e-4}, {160, 1.48e-5}}},
      {"solver_orders", plain("heun"), {{10, 2.45e-1}, {20, 6.90e-2}, {40, 1.13e-2}, {80, 2.67e-3}}},
      {"solver_orders", on_edm, {{20, 4.27e-2}, {40, 6.67e-3}, {80, 8.89e-4}, {160, 1.06e-4}}},
      {"interpolant", path("linear", "heun", "2"), {{20, 6.41e-3}, {40, 1.64e-3}, {80, 4.31e-4}, {160, 1.12e-4}}},
      {"interpolant", path("linear", "rk4", "2"), {{20, 1.56e-4}, {40, 1.21e-5}, {80, 8.67e-7}, {160, 5.76e-8}}},
      {"interpolant", path("linear", "rk4", "0"), {{20, 1.87e-4}, {40, 1.43e-5}, {80, 9.90e-7}, {160, 6.50e-8}}},
      {"interpolant", path("trigonometric", "rk4", "2"), {{20, 1.20e-4}, {40, 9.27e-6}, {80, 6.48e-7}, {160, 4.25e-8}}},
      {"interpolant",
       path("encoder_decoder", "rk4", ""),
       {{20, 2.65e-3}, {40, 3.08e-4}, {80, 2.56e-5}, {160, 1.84e-6}}},
  };
  for (const RecordedErrors& one : all) {
    for (const auto& error : one.errors) {
      Changes changes = one.changes;
      changes.emplace_back("solver.steps", std::to_string(error.first));
      changes.emplace_back("output.distances", "false");
      const ReadyRun run(one.deck, changes);
      if (world.rank() != error.first / 20 % world.size()) continue;
      const Communicator alone(MPI_COMM_SELF);
      EXPECT_NEAR(run.results(alone).at("map_error").front(), error.second, 0.006 * error.second)
          << one.deck << " " << ::testing::PrintToString(changes);
    }
  }
}

/// ddim is Euler's step of the variance-exploding flow in sigma, and exponential solvers see x/a alone.
TEST(DiffusionSolvers, AgreeWhereTheyAreTheSame) {
  const Communicator alone(MPI_COMM_SELF);
  const auto error = [&](const Changes& changes) {
    Changes all{{"output.distances", "false"}};
    all.insert(all.end(), changes.begin(), changes.end());
    return ReadyRun("solver_orders", all).results(alone).at("map_error").front();
  };
  const double ddim = error({{"solver.name", "ddim"}, {"solver.order", ""}});
  EXPECT_NEAR(error({{"solver.name", "euler"}, {"solver.order", ""}}), ddim, 1e-10);
  EXPECT_NEAR(error({{"solver.name", "dpm_multistep"}, {"solver.order", "1"}, {"solver.prediction", "noise"}}), ddim,
              1e-10);
  EXPECT_NEAR(error({{"solver.name", "ancestral"}, {"solver.order", ""}, {"solver.eta", "0"}}), ddim, 1e-10);
  const double exploding = error({{"process.sigma_min", "0.01"}});
  EXPECT_NEAR(error({{"process.sigma_min", "0.01"}, {"process.name", "vp"}}), exploding, 1e-3 * exploding);
  EXPECT_LT(error({{"process.name", "vp"}, {"solver.name", "rk4"}, {"solver.order", ""}, {"solver.steps", "400"}}),
            1e-5);
}

/// Quadrature of another program; the first two totals by hand, sum_k w_k^beta (2 pi v)^((1 - beta)/2) beta^(-1/2), where the
/// modes do not overlap.
TEST(DiffusionLaws, HaveTheirRecordedTotalsAndMoments) {
  struct Case {
    std::string deck;
    Changes changes;
    double log_z, above, second;
  };
  const std::vector<Case> cases = {{"fkc_annealing", {}, -1.117092, 0.844828, 4.125},
                                   {"fkc_annealing", {{"correction.beta", "3"}}, -1.995141, 0.927027, 4.083333},
                                   {"fkc_guidance", {}, 1.49106, 0.955212, 4.137263},
                                   {"fkc_product", {}, -2.22985, 0.596413, 4.770234}};
  for (const Case& one : cases) {
    Changes changes = one.changes;
    changes.emplace_back("process.sigma_min", "1e-5");
    const ExactLaw exact = ReadyRun(one.deck, changes).problem().exact;
    EXPECT_NEAR(*exact.log_z, one.log_z, 6e-6) << one.deck;
    EXPECT_NEAR(1.0 - exact.line->below(0.0), one.above, 6e-6) << one.deck;
    EXPECT_NEAR(exact.second_moment.front(), one.second, 6e-6) << one.deck;
    EXPECT_NEAR(exact.line->below(exact.line->quantile(0.37)), 0.37, 1e-13);
  }
}

/// A quotient of Gaussians lies far outside both: N(2, 1)^4 N(0, 0.9^2)^-3 has the mean 27 and the precision 4 - 3/0.81.
TEST(DiffusionLaws, ReachBeyondTheirFactors) {
  const ExactLaw exact = ReadyRun("fkc_guidance", {{"target.weights", "1"},
                                                   {"target.means", "2"},
                                                   {"target.deviations", "1"},
                                                   {"second.weights", "1"},
                                                   {"second.means", "0"},
                                                   {"second.deviations", "0.9"},
                                                   {"correction.scale", "4"},
                                                   {"process.sigma_min", "1e-5"}})
                             .problem()
                             .exact;
  const double precision = 4.0 - 3.0 / 0.81;
  EXPECT_NEAR(exact.mean.front(), 8.0 / precision, 1e-6);
  EXPECT_NEAR(exact.second_moment.front(), 64.0 / precision / precision + 1.0 / precision, 1e-4);
  // A flat power, by an independent program.
  const ExactLaw flat =
      ReadyRun("fkc_annealing", {{"correction.beta", "0.02"}, {"process.sigma_min", "1e-5"}}).problem().exact;
  EXPECT_NEAR(*flat.log_z, 2.51843660, 2e-8);
  EXPECT_NEAR(flat.mean.front(), 0.03119117, 2e-8);
  EXPECT_NEAR(flat.second_moment.front(), 19.8624299, 2e-7);
}

/// Widths that no table holds together leave moments, which need none.
TEST(DiffusionLaws, AreLeftOutWhereNoTableHoldsThem) {
  const ExactLaw exact = ReadyRun("edm_heun", {{"target.name", "mixture"},
                                               {"target.weights", "0.3 0.7"},
                                               {"target.means", "-20 20"},
                                               {"target.deviations", "1e-3 30"},
                                               {"process.sigma_min", "1e-3"}})
                             .problem()
                             .exact;
  EXPECT_EQ(exact.line, nullptr);
  EXPECT_TRUE(exact.mode_mass.empty());
  EXPECT_NEAR(exact.second_moment.front(), 0.3 * 400.0 + 0.7 * 1300.0 + 1e-6, 1e-5);
}

/// What a run warns of, by hand: the start of a broad target, and the longest step under guidance.
TEST(DiffusionCorrections, StartsAndStepsHaveTheirBounds) {
  const Changes broad{{"target.name", "mixture"},
                      {"target.weights", "0.5 0.5"},
                      {"target.means", "-2 2"},
                      {"target.deviations", "3 3"},
                      {"process.sigma_max", "1"}};
  // The product's variance in the tails is (9 + 1)/2, and half of it the least.
  const ReadyRun wide("fkc_annealing", broad);
  EXPECT_NEAR(wide.problem().least_start_variance(), 2.5, 1e-13);
  EXPECT_NEAR(wide.problem().start_variance(), 0.5, 1e-13);

  const ReadyRun guided("fkc_guidance", {{"target.deviations", "0.5 0.7"}, {"second.deviations", "1.5 2"}});
  const Grid& grid = guided.problem().grid;
  double longest = 0.0;
  for (std::int64_t n = 0; n < grid.steps(); ++n) {
    const double v = grid.sigma(n) * grid.sigma(n);
    const double fall = v - grid.sigma(n + 1) * grid.sigma(n + 1);
    longest = std::max(longest, fall * (3.0 / (0.25 + v) - 2.0 / (4.0 + v)));
  }
  EXPECT_NEAR(guided.problem().largest_step(), longest, 1e-12);
}

}  // namespace
}  // namespace starling::diffusion
