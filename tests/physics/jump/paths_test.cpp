// Jump processes against what is exactly known of them: laws, passages, entropy, cumulant generating functions, networks.
#include "drivers/jump/paths/paths.hpp"
#include "drivers/jump/clones.hpp"
#include "drivers/jump/paths/fluctuation.hpp"
#include "drivers/jump/paths/network_paths.hpp"
#include "engine/statistics/mean_and_error.hpp"
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
  EXPECT_NEAR(variance_rate(ratchet, entropy), .379979, 1e-6);
  // Rates a million times slower than others, by the cubic of their matrix in 50 digits.
  const RateMatrix stiff{3, {0.0, 1e3, 1e-3, 1e3, 0.0, 2e-3, 3e-3, 1e-3, 0.0}};
  const Gains current{0.0, 0.0, -1.0, 0.0, 0.0, 1.0, 1.0, -1.0, 0.0};
  EXPECT_NEAR(scaled_generating_function(stiff, current, 0.01), 9.20338413e-6, 1e-11);
  EXPECT_NEAR(variance_rate(stiff, current), 2.24492623e-3, 1e-6);
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
  const auto sums_of = [](const Changes& changes, std::int64_t replica) {
    ReadyRun run("fluctuation", changes);
    static_cast<void>(run.results(replica));
    return dynamic_cast<const PathReplica&>(run.member()).fluctuation().value();
  };
  EXPECT_EQ(doubt_of_fluctuation({sums_of({}, 0)}), "");
  std::vector<FluctuationSums> replicas;
  for (std::int64_t replica = 0; replica < 4; ++replica)
    replicas.push_back(sums_of({{"method.intervals", "400"}, {"method.paths", "200"}}, replica));
  EXPECT_NE(doubt_of_fluctuation({replicas[0]}), "");
  EXPECT_NE(doubt_of_fluctuation(replicas), "");
  // Few paths of each of many replicas are enough together.
  EXPECT_NE(doubt_of_fluctuation(std::vector<FluctuationSums>(1, {20, 1.0, 2.0, 4.0})), "");
  EXPECT_EQ(doubt_of_fluctuation(std::vector<FluctuationSums>(20, {20, 1.0, 2.0, 4.0})), "");
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

TEST(JumpClones, FindTheGeneratingFunctionOfACurrent) {
  constexpr double exact = .19128083;
  std::vector<double> found;
  for (std::int64_t replica = 0; replica < 10; ++replica) {
    ReadyRun run("current", {{"method.slices", "150"}, {"method.clones", "1000"}, {"method.compare", "false"}});
    if (replica == 0) {
      EXPECT_NEAR(scaled_generating_function(run.matrix(), run.problem().gathered(), 0.5), exact, 1e-8);
    }
    found.push_back(run.results(replica).at("psi").mean);
  }
  const MeanAndError all = mean_and_error(found);
  // Of ten: beyond 6 of these Student's law with nine degrees of freedom has 2e-4.
  EXPECT_NEAR(all.mean, exact, 6.0 * all.error);
  EXPECT_LT(all.error, 2e-3);
}

TEST(JumpClones, SayWhereTheyCannotBeTrusted) {
  ReadyRun far("large_deviations", {{"method.tilt", "1"},
                                    {"method.slice", "10"},
                                    {"method.clones", "100"},
                                    {"method.slices", "20"},
                                    {"method.burn_in", "5"}});
  EXPECT_NE(far.results().at("psi").doubt, "");
  ReadyRun near("large_deviations", {{"method.slices", "60"}, {"method.clones", "100"}});
  EXPECT_EQ(near.results().at("psi").doubt, "");
  const std::vector<Result> alike{
      {"psi", 1.0, 0.1, 8}, {"psi_half_clones", 1.5, 0.1, 8}, {"psi_half_slice", 0.5, 0.1, 8}};
  EXPECT_EQ(doubted(alike).front().doubt, "");
  std::vector<Result> apart = alike;
  apart[2].mean = 0.4;
  EXPECT_NE(doubted(apart).front().doubt.find("psi_half_slice"), std::string::npos);
  apart[0].samples = 2;
  EXPECT_EQ(doubted(apart).front().doubt, "") << "errors of two replicas are none";
  apart[0].samples = 8;
  apart[2].error = std::nan("");
  EXPECT_EQ(doubted(apart).front().doubt, "");
  EXPECT_TRUE(doubted({}).empty());
}

/// Of A <-> B each molecule is on its own.
TEST(JumpNetworks, OfTwoSpeciesThatTurnIntoEachOtherAreBinomial) {
  constexpr double there = 1.0;
  constexpr double back = 0.5;
  constexpr double time = 1.5;
  ReadyRun run("immigration_death", {{"model.start", "80 20"},
                                     {"model.constants", "1 0.5"},
                                     {"model.reactants", "1 0  0 1"},
                                     {"model.products", "0 1  1 0"},
                                     {"method.paths", "20000"},
                                     {"method.interval", "0.5"},
                                     {"method.intervals", "3"},
                                     {"method.burn_in", "0"}});
  const auto found = run.results();
  constexpr double share = back / (there + back);
  const double left = std::exp(-(there + back) * time);
  const double stays = share + (1.0 - share) * left;
  const double comes = share - share * left;
  const double mean = 80.0 * stays + 20.0 * comes;
  const double variance = 80.0 * stays * (1.0 - stays) + 20.0 * comes * (1.0 - comes);
  expect_within(found.at("mean_0"), mean, .05);
  expect_within(found.at("mean_1"), 100.0 - mean, .05);
  expect_within(found.at("variance_0"), variance, .3);
  // Both rates times the mean numbers, which relax from 80 to their share.
  const double spent = 100.0 * share * time + (80.0 - 100.0 * share) * (1.0 - left) / (there + back);
  expect_within(found.at("jump_rate"), (there * spent + back * (100.0 * time - spent)) / time, .1);
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
