// PFGM++: the rule over precisions, the posterior mean and the marginals against other formulas, solvers against recorded errors.
#include "drivers/diffusion/processes/gamma_rule.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

/// Student's density with D degrees of freedom in d dimensions, over (2 pi)^(-d/2).
double student(double degrees, int d, double square) {
  const double log_norm =
      std::lgamma(0.5 * (degrees + d)) - std::lgamma(0.5 * degrees) + 0.5 * d * std::log(2.0 / degrees);
  return std::exp(log_norm - 0.5 * (degrees + d) * std::log1p(square / degrees));
}

/// The share of the law of log(kappa) given |x|^2, kappa of Gamma((D + d)/2, rate (D + |x|^2)/2), outside of [low, high].
double share_outside(double degrees, int d, double square, double low, double high) {
  const double shape = 0.5 * (degrees + d);
  const double middle = std::log((degrees + d) / (degrees + square));
  double inside = 0.0;
  double outside = 0.0;
  constexpr int cells = 5000;
  for (int n = -cells; n <= cells; ++n) {
    const double t = n * (60.0 / std::min(shape, 9.0 * std::sqrt(shape))) / cells;
    const double here = std::exp(shape * (1.0 + t - std::exp(t)));
    (middle + t < low || middle + t > high ? outside : inside) += here;
  }
  return outside / (outside + inside);
}

/// At any |x| the sum of Gaussians has Student's density to the tolerance and to the share of the nodes left out, which is small
/// where |x| is likely.
TEST(DiffusionAugmented, RuleHasStudentsDensity) {
  for (const double degrees : {1.0, 2.0, 4.0, 64.0, 2048.0, 1e6}) {
    for (const int d : {1, 3, 64}) {
      for (const double tolerance : {1e-4, 1e-8, 1e-11}) {
        const GammaRule rule = gamma_rule(degrees, d, tolerance);
        for (const double deviations : {-99.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 6.0}) {
          const double each = std::max(0.0, 1.0 + deviations / std::sqrt(2.0 * d));
          const double square = each * each * d;
          double sum = 0.0;
          for (std::size_t j = 0; j < rule.weight.size(); ++j)
            sum += rule.weight[j] * std::exp(0.5 * (d * std::log(rule.precision[j]) - rule.precision[j] * square));
          const double exact = student(degrees, d, square);
          const double outside =
              share_outside(degrees, d, square, std::log(rule.precision.front()), std::log(rule.precision.back()));
          if (std::abs(deviations) <= 1.0) {
            EXPECT_LT(outside, 100.0 * tolerance);
          }
          const double rounding = 1e-13 + 1e-15 * degrees;  // of lgamma
          EXPECT_NEAR(sum / exact, 1.0, 3.0 * tolerance + 1.01 * outside + rounding)
              << degrees << " degrees, " << d << " dimensions, tolerance " << tolerance << ", |x| = " << each
              << " deviations, " << rule.weight.size() << " nodes";
        }
      }
    }
  }
  EXPECT_LT(gamma_rule(4.0, 1, 1e-8).weight.size(), 64U);
  EXPECT_LT(gamma_rule(2048.0, 1, 1e-8).weight.size(), 20U);
}

/// E[x_0 | x] and the density by integrals over x_0 of Student's kernel times the target.
TEST(DiffusionAugmented, PosteriorMeanIsThatOfStudentsKernel) {
  for (const std::string degrees : {"1", "4", "64", "2048"}) {
    const ReadyRun run("pfgm", {{"process.extra_dimensions", degrees}, {"ensemble.start", "exact"}});
    for (const double sigma : {0.3, 1.0, 5.0}) {
      FieldWish data;
      data.data = 1.0;
      const FieldTables tables = run.problem().path->field(sigma, data);
      for (const double x : {-7.0, -1.3, 0.2, 2.6, 30.0}) {
        double mass = 0.0;
        double first = 0.0;
        constexpr double h = 0.01;
        for (int n = -800; n <= 800; ++n) {
          const double x0 = n * h;
          const double target =
              0.3 * std::exp(-2.0 * (x0 + 2.0) * (x0 + 2.0)) + 0.7 * std::exp(-2.0 * (x0 - 2.0) * (x0 - 2.0));
          const double here = h * 2.0 / (2.0 * M_PI) * target *
                              student(std::stod(degrees), 1, (x - x0) * (x - x0) / (sigma * sigma)) / sigma;
          mass += here;
          first += here * x0;
        }
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
        EXPECT_NEAR(density, mass, 1e-7 * mass + 1e-9) << degrees << " at " << sigma << ", " << x;
        if (mass < 1e-6) continue;
        EXPECT_NEAR(field / density, first / mass, 1e-5) << degrees << " at " << sigma << ", " << x;
      }
    }
  }
}

/// Numbers of an independent program, to their digits.
TEST(DiffusionAugmented, SolversReachTheExactMapAsRecorded) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  struct Recorded {
    std::string process, degrees, steps;
    double error;
  };
  const std::vector<Recorded> all{{"pfgm", "4", "20", 0.01063},      {"pfgm", "4", "40", 0.00252},
                                  {"pfgm", "4", "80", 0.000616},     {"ve", "", "20", 0.00926},
                                  {"ve", "", "40", 0.00223},         {"ve", "", "80", 0.000552},
                                  {"pfgm", "1000000", "40", 0.00223}};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Recorded& one = all[k];
    const ReadyRun run("pfgm", {{"process.name", one.process},
                                {"process.extra_dimensions", one.degrees},
                                {"solver.steps", one.steps},
                                {"output.distances", "false"}});
    if (static_cast<int>(k) % world.size() != world.rank()) continue;
    EXPECT_NEAR(run.results(alone).at("map_error").front(), one.error, 0.004 * one.error)
        << one.process << " " << one.degrees << ", " << one.steps << " steps";
  }
}

/// P(|x| > 4) at sigma = 1, and the mixture of a target in three dimensions in more parts than a kernel holds at once.
TEST(DiffusionAugmented, MarginalsHaveTheirTails) {
  for (const auto& [degrees, recorded] : {std::pair{"4", 0.0712}, {"64", 0.0387}}) {
    const ReadyRun run("pfgm", {{"process.extra_dimensions", degrees}});
    const auto law = law_on_line(run.problem().path->law(1.0));
    ASSERT_TRUE(law);
    EXPECT_NEAR(law->below(-4.0) + 1.0 - law->below(4.0), recorded, 5e-5) << degrees;
  }
  const Communicator world(MPI_COMM_WORLD);
  const ReadyRun ring("pfgm", {{"target.name", "ring"},
                               {"target.dimension", "3"},
                               {"ensemble.particles", "2000"},
                               {"ensemble.replicas", "12"},
                               {"ensemble.start", "exact"},
                               {"solver.steps", "20"},
                               {"output.distances", "false"}});
  EXPECT_GT(ring.problem().path->law(1.0).components(), 2 * most_field_components);
  const auto results = ring.results(world);
  const auto largest = average(world, results.at("mode_mass_7"));
  EXPECT_LE(std::abs(largest.value - 8.0 / 36.0), 4.5 * largest.error);
  EXPECT_LE(largest.error, 0.01);
  const auto padded = average(world, results.at("second_moment_2"));
  EXPECT_LE(std::abs(padded.value - (1.0 + 2.0 * 0.01 * 0.01)), 4.5 * padded.error + 0.01);
}

/// Undefined moments are not those of the sum of Gaussians.
TEST(DiffusionAugmented, HeavyTailsHaveNoMoments) {
  const auto law = [](const char* degrees) {
    return ReadyRun("pfgm", {{"process.extra_dimensions", degrees}, {"ensemble.start", "exact"}}).problem().exact;
  };
  EXPECT_TRUE(std::isnan(law("1").mean.front()));
  EXPECT_TRUE(std::isnan(law("2").second_moment.front()));
  EXPECT_NEAR(law("2").mean.front(), 0.8, 1e-12);
  EXPECT_NEAR(law("3").second_moment.front(), 4.25 + 3e-4, 1e-12);
  EXPECT_NEAR(law("2.1").second_moment.front(), 4.25 + 21e-4, 1e-12);
  const Communicator alone(MPI_COMM_SELF);
  const auto found = ReadyRun("pfgm", {{"process.extra_dimensions", "2"},
                                       {"ensemble.start", "exact"},
                                       {"ensemble.particles", "64"},
                                       {"solver.steps", "3"}})
                         .results(alone);
  EXPECT_EQ(found.count("w2") + found.count("sliced_w2"), 0U);
  EXPECT_EQ(found.count("total_variation") + found.count("energy_distance"), 1U);
}

}  // namespace
}  // namespace starling::diffusion
