// Corrections against exact answers and an independent program. Estimates are tested at 4.5 standard errors over independent
// replicas with fixed seeds; some 40 of them, so a sampler that is right fails once in 3,000 seeds.
#include "drivers/diffusion/targets/product_law.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

/// E[Z] / Z = 1 at any number of steps, and the moments of the product.
TEST(DiffusionCorrections, ExactWeightsAreUnbiased) {
  for (const std::string deck : {"fkc_annealing", "fkc_guidance", "fkc_product"}) {
    for (const std::string steps : {"8", "16", "32"}) {
      const Changes changes{{"ensemble.particles", "50000"}, {"ensemble.replicas", "60"}, {"solver.steps", steps}};
      const ExactLaw exact = ReadyRun(deck, changes).problem().exact;
      const auto found = averages(deck, changes);
      const std::string name = deck + " in " + steps;
      expect_within(name + ": z_ratio", found.at("z_ratio"), 1.0, 0.02);
      expect_within(name + ": second moment", found.at("second_moment_0"), exact.second_moment[0], 0.02);
      expect_within(name + ": mode", found.at("mode_mass_1"), exact.mode_mass[1], 0.01);
    }
  }
}

/// More noise than the reverse diffusion's, and a geometric mean.
TEST(DiffusionCorrections, OtherNoiseAndOtherProductsAreUnbiasedToo) {
  const Changes noisy{{"ensemble.particles", "20000"}, {"ensemble.replicas", "60"}, {"solver.eta", "2"}};
  const auto annealed = averages("fkc_annealing", noisy);
  expect_within("eta 2: z_ratio", annealed.at("z_ratio"), 1.0, 0.01);
  expect_within("eta 2: second moment", annealed.at("second_moment_0"), 4.125, 0.01);
  const auto mean =
      averages("fkc_product",
               {{"ensemble.particles", "20000"}, {"ensemble.replicas", "60"}, {"correction.name", "geometric_mean"}});
  expect_within("geometric mean: z_ratio", mean.at("z_ratio"), 1.0, 0.01);
}

/// The power of a Gaussian in three dimensions: Z = (2 pi u)^(-d (beta - 1)/2) beta^(-d/2), by hand.
TEST(DiffusionCorrections, GaussiansInThreeDimensionsHaveTheirEvidence) {
  const auto found = averages("fkc_annealing", {{"ensemble.particles", "20000"},
                                                {"ensemble.replicas", "60"},
                                                {"target.name", "mixture"},
                                                {"target.weights", "1"},
                                                {"target.means", "1 -1 0.5"},
                                                {"target.deviations", "0.8"}});
  const double exact = -1.5 * std::log(2.0 * M_PI * (0.64 + 1e-4)) - 1.5 * std::log(2.0);
  const auto [log_z, error] = found.at("log_z");
  expect_within("log Z", {log_z, std::hypot(error, 1e-4)}, exact, 0.02);
  expect_within("mean", found.at("mean_1"), -1.0, 0.02);
  expect_within("second moment", found.at("second_moment_0"), 1.0 + 0.3200, 0.02);
}

/// Products of mixtures are mixtures: by quadrature on a line; in the plane, where there is none, by runs.
TEST(DiffusionCorrections, ProductsAreMixtures) {
  for (const auto& [deck, beta] : std::vector<std::pair<std::string, std::string>>{
           {"fkc_annealing", "2"}, {"fkc_annealing", "3"}, {"fkc_product", ""}}) {
    const ReadyRun run(deck, beta.empty() ? Changes{} : Changes{{"correction.beta", beta}});
    const Problem& problem = run.problem();
    const auto product = product_law(noised(problem.factors, problem.grid.sigma(problem.grid.steps())));
    ASSERT_TRUE(product) << deck;
    EXPECT_NEAR(product->log_total, *problem.exact.log_z, 1e-10) << deck;
    EXPECT_NEAR(first_moment(product->mixture, 0), problem.exact.mean.front(), 1e-10) << deck;
    EXPECT_NEAR(second_moment(product->mixture, 0), problem.exact.second_moment.front(), 1e-10) << deck;
  }
  const std::vector<std::pair<std::string, Changes>> plane{
      {"fkc_annealing", {{"target.name", "two"}}},
      {"fkc_product", {{"target.name", "ring"}, {"second.means", "-1 0 3 1"}, {"second.deviations", "1.8 1.6"}}}};
  for (const auto& [deck, changes] : plane) {
    Changes all{{"ensemble.particles", "5000"}, {"ensemble.replicas", "60"}, {"solver.steps", "32"}};
    all.insert(all.end(), changes.begin(), changes.end());
    const ExactLaw exact = ReadyRun(deck, all).problem().exact;
    const auto found = averages(deck, all);
    expect_within(deck + " in the plane: z_ratio", found.at("z_ratio"), 1.0, 0.05);
    for (const int c : {0, 1}) {
      const std::string number = std::to_string(c);
      expect_within(deck + " in the plane: mean " + number, found.at("mean_" + number),
                    exact.mean[static_cast<std::size_t>(c)], 0.05);
      expect_within(deck + " in the plane: second moment " + number, found.at("second_moment_" + number),
                    exact.second_moment[static_cast<std::size_t>(c)], 0.1);
    }
  }
}

double square(double x) { return x * x; }

/// log N(x; mean, variance I).
double log_normal(const double* x, const std::vector<double>& mean, double variance) {
  double sum = 0.0;
  for (std::size_t c = 0; c < mean.size(); ++c)
    sum -= 0.5 * (square(x[c] - mean[c]) / variance + std::log(2.0 * M_PI * variance));
  return sum;
}

/// A product of powers of single Gaussians at noise of variance v, at one point.
struct GaussianProduct {
  double log_density = 0.0;
  double rate = 0.0;  ///< |s|^2 - sum_i c_i |s_i|^2
  std::vector<double> score;

  GaussianProduct(const std::vector<Factor>& factors, double v, const double* x)
      : score(static_cast<std::size_t>(factors.front().mixture.dimension), 0.0) {
    for (std::size_t c = 0; c < score.size(); ++c) {
      for (const Factor& factor : factors) {
        const double variance = factor.mixture.variance[c] + v;
        const double slope = (factor.mixture.mean[c] - x[c]) / variance;
        log_density -= 0.5 * factor.exponent *
                       (square(x[c] - factor.mixture.mean[c]) / variance + std::log(2.0 * M_PI * variance));
        score[c] += factor.exponent * slope;
        rate -= factor.exponent * square(slope);
      }
      rate += square(score[c]);
    }
  }

  [[nodiscard]] std::vector<double> ahead(const double* x, double factor) const {
    std::vector<double> place;
    for (std::size_t c = 0; c < score.size(); ++c) place.push_back(x[c] + factor * score[c]);
    return place;
  }
};

struct PlacesAndWeights {
  std::vector<double> place, log_weight;
};

PlacesAndWeights state_of(const Member& member) {
  const auto columns = dynamic_cast<const Population&>(member).particles();
  return {columns[0].values, columns[1].values};
}

/// Log weights of the start and of one step under all three kinds of weights, by hand: a quotient of Gaussians in the plane.
TEST(DiffusionCorrections, WeightsOfAStepAreThoseByHand) {
  constexpr double eta = 1.5;
  for (const std::string weights : {"exact", "feynman_kac", "published"}) {
    Changes changes{{"target.weights", "1"},        {"target.means", "1 -0.5"},  {"target.deviations", "0.8 0.5"},
                    {"second.weights", "1"},        {"second.means", "-1 0.25"}, {"second.deviations", "1.5 1"},
                    {"ensemble.particles", "50"},   {"solver.steps", "6"},       {"solver.eta", "1.5"},
                    {"correction.weights", weights}};
    if (weights != "published") changes.emplace_back("correction.ess_threshold", "0");
    const ReadyRun run("fkc_guidance", changes);
    const Problem& problem = run.problem();
    const Communicator alone(MPI_COMM_SELF);
    PhaseTimer timer(phase_plan().labels);
    const auto member = make_population(problem, {alone, timer, 0, 0}, nullptr);
    const PlacesAndWeights before = state_of(*member);
    std::vector<TableRow> rows;
    member->advance_to(1, rows);
    const PlacesAndWeights after = state_of(*member);

    const double v = square(problem.grid.sigma(0));
    const double next = square(problem.grid.sigma(1));
    const double fall = v - next;
    std::vector<double> expected;
    double mean = 0.0;
    for (std::size_t j = 0; j < 50; ++j) {
      const double* const x = &before.place[2 * j];
      const double* const to = &after.place[2 * j];
      const GaussianProduct here(problem.factors, v, x);
      const GaussianProduct there(problem.factors, next, to);
      const double start = weights == "published" ? 0.0 : here.log_density - log_normal(x, {0.0, 0.0}, 104.0);
      EXPECT_NEAR(before.log_weight[j], start, 1e-11);
      const double gained = weights == "exact"
                                ? there.log_density - here.log_density +
                                      log_normal(x, there.ahead(to, 0.5 * (eta - 1.0) * fall), eta * fall) -
                                      log_normal(to, here.ahead(x, 0.5 * (1.0 + eta) * fall), eta * fall)
                                : 0.5 * fall * here.rate;
      mean += gained / 50.0;
      expected.push_back(start + gained);
    }
    if (weights == "published")
      for (double& each : expected) each = std::min(1.0, std::max(-1.0, each - mean));
    for (std::size_t j = 0; j < 50; ++j)
      EXPECT_NEAR(after.log_weight[j], expected[j], 1e-10 * (1.0 + std::abs(expected[j]))) << weights << " " << j;
  }
}

/// What is biased has the bias that an independent program finds (1,000 replicas; 600 where there are 128 steps). Exact: 1,
/// 0.844828, 4.125.
TEST(DiffusionCorrections, BiasedWeightsHaveTheirBias) {
  using Independent = std::vector<std::pair<std::string, Average>>;
  const auto expect = [](const Changes& changes, const Independent& independent) {
    auto found = averages("fkc_annealing", changes);
    for (const auto& [name, other] : independent) {
      const auto own = found.at(name);
      expect_within(::testing::PrintToString(changes) + name, {own.value, std::hypot(own.error, other.error)},
                    other.value, 0.05 * other.value);
    }
    return found;
  };
  static_cast<void>(expect(
      {{"correction.weights", "feynman_kac"}, {"solver.steps", "128"}},
      {{"z_ratio", {1.1285, 0.0149}}, {"mode_mass_1", {0.8433, 0.0018}}, {"second_moment_0", {4.0971, 0.0058}}}));
  const auto published = expect({{"correction.weights", "published"}},
                                {{"mode_mass_1", {0.80272, 0.00073}}, {"second_moment_0", {3.9181, 0.0030}}});
  EXPECT_FALSE(published.contains("log_z"));
  const auto plain = averages("fkc_annealing", {{"correction.name", "none"},
                                                {"correction.beta", ""},
                                                {"correction.weights", ""},
                                                {"ensemble.start", "normal"},
                                                {"ensemble.particles", "20000"},
                                                {"ensemble.replicas", "40"}});
  EXPECT_LT(plain.at("mode_mass_1").value, 0.67) << "exact 0.7";
  const auto mended = averages(
      "fkc_annealing", {{"correction.beta", "1"}, {"ensemble.particles", "20000"}, {"ensemble.replicas", "40"}});
  expect_within("beta 1: mode", mended.at("mode_mass_1"), 0.7, 0.005);
}

/// The law of an interpolant's diffusion does not depend on the strength of its noise; ancestral sampling reaches the target.
TEST(DiffusionSolvers, DiffusionsEndInTheTarget) {
  for (const std::string epsilon : {"0.5", "2"}) {
    const auto found = averages("interpolant", {{"ensemble.particles", "10000"},
                                                {"solver.steps", "320"},
                                                {"ensemble.replicas", "20"},
                                                {"solver.epsilon", epsilon}});
    expect_within("E x^2", {found.at("second_moment_0").value, std::hypot(found.at("second_moment_0").error, 0.002)},
                  4.25, 0.02);
    expect_within("mode", found.at("mode_mass_1"), 0.7, 0.005);
  }
  const auto back = averages("interpolant", {{"ensemble.particles", "10000"},
                                             {"solver.steps", "320"},
                                             {"ensemble.replicas", "20"},
                                             {"process.backward", "true"}});
  expect_within("E x of the start", back.at("mean_0"), 0.5, 0.01);
  const auto ancestral = averages("edm_heun", {{"solver.name", "ancestral"},
                                               {"solver.steps", "200"},
                                               {"ensemble.particles", "10000"},
                                               {"ensemble.replicas", "20"}});
  expect_within("ring, largest mode", ancestral.at("mode_mass_7"), 8.0 / 36.0, 0.005);
}

}  // namespace
}  // namespace starling::diffusion
