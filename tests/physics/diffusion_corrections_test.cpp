// Corrections against exact answers. Estimates are tested at 4.5 standard errors over independent replicas with fixed
// seeds; some 30 of them, so a sampler that is right fails once in 5,000 seeds.
#include "tests/physics/diffusion_runs.hpp"

namespace starling::diffusion {
namespace {

constexpr double errors_allowed = 4.5;

void expect_within(const std::string& name, const std::pair<double, double>& found, double exact, double sharpness) {
  EXPECT_LE(std::abs(found.first - exact), errors_allowed * found.second)
      << name << " = " << found.first << " +- " << found.second << ", exact " << exact;
  EXPECT_LE(found.second, sharpness) << name << " is too uncertain to test anything";
  testing::Test::RecordProperty(
      name, std::to_string(found.first) + " +- " + std::to_string(found.second) + ", exact " + std::to_string(exact));
}

std::map<std::string, std::pair<double, double>> averages(const std::string& deck, const Changes& changes) {
  const Communicator world(MPI_COMM_WORLD);
  Changes all{{"output.distances", "false"}};
  all.insert(all.end(), changes.begin(), changes.end());
  std::map<std::string, std::pair<double, double>> found;
  for (const auto& [name, values] : ReadyRun(deck, all).results(world)) found[name] = average(world, values);
  return found;
}

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

/// What is biased has its bias: the rate of Feynman and Kac at 32 steps, the published weights, the plain diffusion.
TEST(DiffusionCorrections, PublishedFormsAreBiased) {
  // Right as steps become short.
  const auto rate = averages("fkc_annealing", {{"correction.weights", "feynman_kac"}, {"solver.steps", "32"}});
  const auto short_steps = averages("fkc_annealing", {{"correction.weights", "feynman_kac"}, {"solver.steps", "512"}});
  expect_within("512 steps: z_ratio less its bias",
                {short_steps.at("z_ratio").first, short_steps.at("z_ratio").second + 0.01}, 1.03, 0.05);
  EXPECT_GT(rate.at("z_ratio").first, 1.3);
  const auto published = averages("fkc_annealing", {{"correction.weights", "published"}});
  // An independent program: E x^2 3.9392 +- .0096, P .8039 +- .0030 (exact 4.125, .8448).
  const auto beside = [&](const char* name, double error) {
    return std::pair{published.at(name).first, std::hypot(published.at(name).second, error)};
  };
  expect_within("published: second moment", beside("second_moment_0", 0.0096), 3.9392, 0.02);
  expect_within("published: mode", beside("mode_mass_1", 0.003), 0.8039, 0.01);
  EXPECT_FALSE(published.contains("log_z"));
  const auto plain = averages("fkc_annealing", {{"correction.name", "none"},
                                                {"correction.beta", ""},
                                                {"correction.weights", ""},
                                                {"ensemble.start", "normal"},
                                                {"ensemble.particles", "20000"},
                                                {"ensemble.replicas", "40"}});
  EXPECT_LT(plain.at("mode_mass_1").first, 0.67) << "exact 0.7";
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
    expect_within("E x^2", {found.at("second_moment_0").first, std::hypot(found.at("second_moment_0").second, 0.002)},
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
