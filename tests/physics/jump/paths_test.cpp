// Jump processes against what is exactly known of them: laws, passages, entropy, cumulant generating functions, networks.
#include "drivers/jump/paths/network_paths.hpp"
#include "tests/physics/jump/runs.hpp"

namespace starling::jump {
namespace {

const std::vector<double> stationary{.301192, .136542, .062267, .200298, .159135, .140567};

TEST(JumpLaws, OfTheRatchetAreKnown) {
  const ReadyRun run("quick", {});
  const RateMatrix& ratchet = run.matrix();
  const std::vector<double> law = *stationary_law(ratchet);
  const std::vector<double> later = propagated(ratchet, {1, 0, 0, 0, 0, 0}, 1.0);
  const std::vector<double> exact{.370880, .136528, .060259, .199249, .125399, .107684};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(law[i], stationary[i], 1e-6);
    EXPECT_NEAR(later[i], exact[i], 1e-6);
  }
  // Far longer than a piece of the uniformisation.
  EXPECT_NEAR(propagated(ratchet, {0, 0, 1, 0, 0, 0}, 300.0)[4], law[4], 1e-13);
  const Gains& entropy = run.problem().states->entropy;
  EXPECT_NEAR(mean_gain(ratchet, law, entropy), .17919363, 1e-8);
  EXPECT_NEAR(*mean_passage(ratchet, 0, 5), 2.726646, 1e-6);
  const auto psi = [&](double k) { return scaled_generating_function(ratchet, entropy, k); };
  EXPECT_NEAR(psi(-0.5), -.04411661, 1e-8);
  EXPECT_NEAR(psi(0.25), .05703946, 1e-8);
  EXPECT_NEAR(psi(0.5), .14029983, 1e-8);
  for (const double k : {-0.3, 0.2, 0.7}) EXPECT_NEAR(psi(k), psi(-1.0 - k), 1e-12) << "symmetry at " << k;
  constexpr double h = 1e-3;
  EXPECT_NEAR((psi(h) - 2.0 * psi(0.0) + psi(-h)) / (h * h), .379979, 1e-5);
  const ReadyRun steep("quick", {{"model.potential", "2"}});
  EXPECT_NEAR(mean_gain(steep.matrix(), *stationary_law(steep.matrix()), steep.problem().states->entropy), .56564717,
              1e-8);
}

TEST(JumpPaths, HaveTheLawsOfTheRatchet) {
  ReadyRun run("quick", {{"method.paths", "20000"}, {"method.interval", "1"}});
  const auto found = run.results();
  for (int i = 0; i < 6; ++i) {
    const std::string number = std::to_string(i);
    expect_within(found.at("state_" + number), stationary[i], .004);
    expect_within(found.at("share_" + number), stationary[i], .001);
    expect_within(found.at("dwell_" + number), 1.0 / run.matrix().exit_rate(i), .002);
  }
  expect_within(found.at("entropy_rate"), .17919363, .001);
  expect_within(found.at("jump_rate"), 2.873339, .005);
  EXPECT_NEAR(exact_entry(run.problem(), 40).at("jump_rate").get<double>(), 2.873339, 1e-6);
  // The variance of A_t / t differs from its limit by a term of order 1/t.
  EXPECT_NEAR(found.at("entropy_rate_variance").mean, .379979, 4.5 * found.at("entropy_rate_variance").error + .5 / 40);
  expect_within(found.at("current_rate"),
                mean_gain(run.matrix(), *stationary_law(run.matrix()), run.problem().states->current), .002);
}

TEST(JumpPaths, ArriveInTheMeanWhenTheyShould) {
  ReadyRun run("ratchet_start", {});
  const auto found = run.results();
  EXPECT_EQ(found.at("first_passage").samples, 20000);
  expect_within(found.at("first_passage"), 2.726646, .03);
  const auto after_one = ReadyRun("ratchet_start", {{"method.intervals", "1"}}).results();
  const std::vector<double> exact{.370880, .136528, .060259, .199249, .125399, .107684};
  for (int i = 0; i < 6; ++i) expect_within(after_one.at("state_" + std::to_string(i)), exact[i], .004);
  EXPECT_FALSE(after_one.at("first_passage").doubt.empty());
}

TEST(JumpPaths, ObeyTheIntegralFluctuationTheorem) {
  expect_within(ReadyRun("fluctuation", {{"method.paths", "60000"}}).results().at("integral_fluctuation"), 1.0, .02);
}

TEST(JumpPaths, SayWhereFewOfThemCarryTheFluctuationTheorem) {
  EXPECT_TRUE(ReadyRun("fluctuation", {}).results().at("integral_fluctuation").doubt.empty());
  EXPECT_FALSE(ReadyRun("fluctuation", {{"method.intervals", "400"}, {"method.paths", "200"}})
                   .results()
                   .at("integral_fluctuation")
                   .doubt.empty());
}

TEST(JumpPaths, CountWhereTheyAreOnTheGrid) {
  ReadyRun run("two_states", {{"method.intervals", "1"}, {"method.paths", "100000"}});
  const double relaxed = std::exp(-1.6 * 0.5);
  expect_within(run.results().at("state_0"), .5625 + .4375 * relaxed, .002);
}

TEST(JumpClones, FindTheGeneratingFunction) {
  for (const auto& [tilt, exact] : std::map<std::string, double>{{"-0.5", -.04411661}, {"0.5", .14029983}}) {
    std::vector<double> found;
    for (std::int64_t replica = 0; replica < 6; ++replica) {
      ReadyRun run("large_deviations", {{"method.tilt", tilt}, {"method.slices", "200"}, {"method.clones", "1000"}});
      const auto results = run.results(replica);
      for (const char* name : {"psi", "psi_half_clones", "psi_half_slice"}) found.push_back(results.at(name).mean);
    }
    for (std::size_t k = 0; k < 3; ++k) {
      double mean = 0.0;
      for (std::size_t r = 0; r < 6; ++r) mean += found[3 * r + k] / 6.0;
      double squares = 0.0;
      for (std::size_t r = 0; r < 6; ++r) squares += (found[3 * r + k] - mean) * (found[3 * r + k] - mean);
      // Of six: beyond 8 of these Student's law with five degrees of freedom has 5e-4, each of the six times.
      const double error = std::sqrt(squares / 30.0);
      EXPECT_NEAR(mean, exact, 8.0 * error) << tilt << ", population " << k;
      EXPECT_LT(error, 1e-3);
    }
  }
}

TEST(JumpNetworks, OfImmigrationAndDeathArePoisson) {
  ReadyRun run("immigration_death", {});
  const auto found = run.results();
  expect_within(found.at("mean_0"), 10.0, .04);
  expect_within(found.at("variance_0"), 10.0, .2);
  const auto jump_rate = [](double t) { return 10.0 * (2.0 * t - (1.0 - std::exp(-t))) / t; };
  expect_within(found.at("jump_rate"), jump_rate(20.0), .02);
  const auto early = ReadyRun("immigration_death", {{"method.intervals", "1"}, {"method.burn_in", "0"}}).results();
  const double mean = 10.0 * (1.0 - std::exp(-0.5));
  expect_within(early.at("mean_0"), mean, .03);
  expect_within(early.at("variance_0"), mean, .1);
  expect_within(early.at("jump_rate"), jump_rate(0.5), .07);
}

/// The shares of both wells and the mean by the product law of births and deaths.
TEST(JumpNetworks, OfSchloglHaveTheProductLaw) {
  std::vector<double> law{1.0};
  double total = 1.0;
  for (int n = 1; n < 400; ++n) {
    const double birth = 20.0 + .15 * (n - 1) * (n - 2);
    const double death = 3.5 * n + .0015 * n * (n - 1) * (n - 2);
    law.push_back(law.back() * birth / death);
    total += law.back();
  }
  double mean = 0.0;
  double low = 0.0;
  for (std::size_t n = 0; n < law.size(); ++n) {
    mean += static_cast<double>(n) * law[n] / total;
    if (n < 30) low += law[n] / total;
  }
  ReadyRun run(
      "schlogl",
      {{"method.paths", "300"}, {"method.interval", "1"}, {"method.intervals", "100"}, {"method.burn_in", "99"}});
  const auto found = run.results();
  expect_within(found.at("mean_0"), mean, 2.0);
  const std::vector<std::int64_t> histogram = dynamic_cast<const NetworkReplica&>(run.member()).histogram();
  double seen = 0.0;
  double below = 0.0;
  for (std::size_t n = 0; n < histogram.size(); ++n) {
    seen += static_cast<double>(histogram[n]);
    if (n < 30) below += static_cast<double>(histogram[n]);
  }
  EXPECT_EQ(seen, 300.0);
  EXPECT_NEAR(below / seen, low, 4.5 * std::sqrt(low * (1.0 - low) / seen));
}

}  // namespace
}  // namespace starling::jump
