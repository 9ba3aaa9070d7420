// Value-based decoding of words against exact laws and an independent program. Estimates are tested at 4.5 standard errors over
// 20 to 100 replicas with fixed seeds, which a right one exceeds with probability 2.5e-4 to 2e-5 (t distribution); some 30 of them.
#include <algorithm>
#include <numeric>

#include "drivers/diffusion/decoding/known_words.hpp"
#include "kernels/diffusion/decode_words.hpp"
#include "tests/physics/diffusion/runs.hpp"

namespace starling::diffusion {
namespace {

WordProblem problem_of(const Changes& changes) {
  const ReadyRun run("svdd_chain", changes);
  const MaskedChain chain = *run.deck().target->chain();
  return {chain, *run.deck().reward->of_words(chain.letters), run.deck().reward->alpha()};
}

/// The exact laws of the ready deck, to the digits of an independent numpy program.
TEST(DiffusionWords, HaveTheLawsOfAnIndependentProgram) {
  const WordProblem problem = problem_of({});
  const std::vector<double> plain = word_law(problem);
  const TiltedRewards rewards = tilted_rewards(rewards_under(problem, plain), problem.alpha);
  EXPECT_NEAR(rewards.log_z, 5.767025, 5e-7);
  EXPECT_NEAR(rewards.plain, 1.209762, 5e-7);
  EXPECT_NEAR(rewards.mean, 3.954746, 5e-7);
  EXPECT_NEAR(rewards.best_probability, 0.481954, 5e-7);
  WordProblem joint = problem;
  joint.chain.jointly = true;
  EXPECT_NEAR(total_variation(plain, word_law(joint)), 0.0568838, 5e-8);
  EXPECT_NEAR(tilted_rewards(chain_rewards(problem), problem.alpha).log_z, 5.7381213, 5e-8);

  struct Case {
    ValueKind values;
    int candidates;
    double soft, greedy;
  };
  for (const Case& one :
       {Case{ValueKind::exact, 2, 0.5098675, 0.3543666}, Case{ValueKind::exact, 5, 0.2240005, 0.2394686},
        Case{ValueKind::exact, 10, 0.1098689, 0.3013178}, Case{ValueKind::exact, 20, 0.0528170, 0.3575313},
        Case{ValueKind::exact, 50, 0.0204100, 0.4606711}, Case{ValueKind::posterior_mean, 10, 0.1779980, 0.2000656},
        Case{ValueKind::decoded, 10, 0.1838817, 0.1454694}}) {
    const std::vector<double> values = values_of(problem, one.values);
    for (const bool greedy : {false, true}) {
      DecodingSettings settings{DecodingWeights::published, one.values};
      settings.candidates = one.candidates;
      settings.pick = greedy ? Pick::greedy : Pick::soft;
      const KnownWords known = known_words(problem, settings, values);
      EXPECT_NEAR(std::accumulate(known.own.begin(), known.own.end(), 0.0), 1.0, 1e-12);
      EXPECT_NEAR(std::accumulate(known.target.begin(), known.target.end(), 0.0), 1.0, 1e-12);
      EXPECT_NEAR(total_variation(known.own, known.target), greedy ? one.greedy : one.soft, 1e-7)
          << one.candidates << (greedy ? " greedy" : " soft");
    }
  }
  EXPECT_NEAR(values_of(problem, ValueKind::exact).front() / problem.alpha, rewards.log_z, 1e-8);
  const auto single = picked_law(problem, values_of(problem, ValueKind::exact), 1, false);
  EXPECT_LT(total_variation(*single, plain), 1e-13);
}

/// E[r | known letters] is a martingale of steps that draw jointly; for words of two letters under other numbers too.
TEST(DiffusionWords, PosteriorMeansAreMartingales) {
  for (const Changes& changes : {Changes{{"target.draws", "joint"}}, Changes{{"target.draws", "joint"},
                                                                             {"target.length", "6"},
                                                                             {"target.start", "0.4 0.6"},
                                                                             {"target.transitions", "0.3 0.7 0.8 0.2"},
                                                                             {"reward.letter", "1"},
                                                                             {"reward.pattern", "0101"},
                                                                             {"reward.each", "-0.5"}}}) {
    const WordProblem problem = problem_of(changes);
    const auto states = static_cast<std::int64_t>(problem.states());
    for (std::int64_t state = 0; state < states; ++state) {
      const Word word = problem.chain.letters.word_of(state);
      double mean = 0.0;
      for (const Move& move : moves_from(problem, state, 3))
        mean += move.probability *
                mean_reward(problem.chain.letters, problem.reward, problem.chain.letters.word_of(move.state));
      EXPECT_NEAR(mean_reward(problem.chain.letters, problem.reward, word), mean, 1e-13) << state;
    }
  }
}

/// What is picked among candidates has the law that is computed, and not the target's.
TEST(DiffusionWords, PicksFollowTheirLaw) {
  for (const std::string pick : {"soft", "greedy"}) {
    for (const std::string values : {"exact", "posterior_mean", "decoded"}) {
      const Changes changes{{"method.weights", "published"}, {"method.pick", pick},
                            {"method.values", values},       {"method.candidates", "5"},
                            {"ensemble.particles", "2000"},  {"ensemble.replicas", "20"},
                            {"output.distances", "true"}};
      const auto found = averages("svdd_chain", changes);
      const WordProblem problem = problem_of({});
      const ValueKind kind = values == "exact"            ? ValueKind::exact
                             : values == "posterior_mean" ? ValueKind::posterior_mean
                                                          : ValueKind::decoded;
      const auto law = *picked_law(problem, values_of(problem, kind), 5, pick == "greedy");
      double reward = 0.0;
      for (const RewardMass& one : rewards_under(problem, law)) reward += one.probability * one.reward;
      const std::string name = fmt::format("{} {}", pick, values);
      expect_within(name + ": mean reward", found.at("mean_reward"), reward, 0.01);
      const auto own = found.at("own_variation");
      const auto floor = found.at("own_variation_floor");
      expect_within(name + ": own law", {own.value - floor.value, std::hypot(own.error, floor.error)}, 0.0, 0.004);
      EXPECT_GT(found.at("total_variation").value, 3.0 * floor.value) << name;
      EXPECT_FALSE(found.contains("log_z"));
    }
  }
}

/// E[Z] / Z = 1 whatever the values; rewards as under the target.
TEST(DiffusionWords, WeightsAreUnbiasedWhateverTheValues) {
  const std::map<std::string, double> sharpness{
      {"exact", 0.01}, {"posterior_mean", 0.02}, {"decoded", 0.06}, {"monte_carlo", 0.06}};
  for (const auto& [values, sharp] : sharpness) {
    Changes changes{{"method.values", values}, {"ensemble.particles", "2000"}, {"ensemble.replicas", "100"}};
    if (values == "monte_carlo") {
      changes[1].second = "500";
      changes.emplace_back("method.samples", "6");
    }
    const auto found = averages("svdd_chain", changes);
    expect_within(values + ": z_ratio", found.at("z_ratio"), 1.0, sharp);
    if (values == "monte_carlo") continue;  // too few particles for means under normalised weights
    expect_within(values + ": mean reward", found.at("mean_reward"), 3.954746, 0.02);
    expect_within(values + ": best", found.at("best_probability"), 0.481954, 0.01);
  }
}

/// Longer words: drawn jointly, against the recursion over last letter, pattern and count; independently, against weights
/// without resampling, which are importance sampling from the unguided steps.
TEST(DiffusionWords, LongWordsHaveTheirEvidence) {
  const Changes longer{{"target.length", "12"}, {"target.steps", "3"},          {"method.values", "posterior_mean"},
                       {"reward.alpha", "1"},   {"ensemble.particles", "1000"}, {"ensemble.replicas", "30"}};
  Changes joint = longer;
  joint.emplace_back("target.draws", "joint");
  const TiltedRewards exact = tilted_rewards(chain_rewards(problem_of(joint)), 1.0);
  const auto found = averages("svdd_chain", joint);
  expect_within("joint: z_ratio", found.at("z_ratio"), 1.0, 0.03);
  expect_within("joint: mean reward", found.at("mean_reward"), exact.mean, 0.05);

  const auto independent = averages("svdd_chain", longer);
  EXPECT_FALSE(independent.contains("z_ratio"));
  Changes plain = longer;
  plain[2].second = "decoded";
  plain.emplace_back("method.ess_threshold", "0");
  plain[4].second = "10000";
  const auto sampled = averages("svdd_chain", plain);
  const auto smc = independent.at("log_z");
  const auto importance = sampled.at("log_z");
  expect_within("importance sampling", {smc.value - importance.value, std::hypot(smc.error, importance.error)}, 0.0,
                0.05);
  EXPECT_GT(std::abs(smc.value - exact.log_z), 6.0 * smc.error) << "letters drawn independently are no chain";
}

/// The recursion over last letter, pattern and count agrees with going through all words.
TEST(DiffusionWords, RewardsOfAChainAgreeWithItsWords) {
  const WordProblem problem =
      problem_of({{"target.draws", "joint"}, {"target.length", "6"}, {"reward.pattern", "020"}});
  const TiltedRewards counted = tilted_rewards(chain_rewards(problem), problem.alpha);
  const TiltedRewards enumerated = tilted_rewards(rewards_under(problem, word_law(problem)), problem.alpha);
  EXPECT_NEAR(counted.log_z, enumerated.log_z, 1e-12);
  EXPECT_NEAR(counted.plain, enumerated.plain, 1e-12);
  EXPECT_NEAR(counted.mean, enumerated.mean, 1e-12);
  EXPECT_NEAR(counted.best_probability, enumerated.best_probability, 1e-12);
}

/// Words that are worth the same tie, although 6 * 0.6 and 5 * 0.6 + 0.6 differ in their last bit.
TEST(DiffusionWords, EqualRewardsTie) {
  const auto rewards_of = [](const std::string& each) {
    const WordProblem problem = problem_of({{"target.length", "6"},
                                            {"target.steps", "3"},
                                            {"reward.each", each},
                                            {"reward.bonus", each},
                                            {"reward.alpha", each}});
    return tilted_rewards(rewards_under(problem, word_law(problem)), problem.alpha);
  };
  const TiltedRewards even = rewards_of("0.5");
  const TiltedRewards odd = rewards_of("0.6");
  EXPECT_EQ(even.masses.size(), 7);
  EXPECT_EQ(odd.masses.size(), 7);
  EXPECT_NEAR(odd.best_probability, even.best_probability, 1e-8);
}

/// One value of the start and those of candidates, each of so many draws; at the last level, r.
TEST(DiffusionWords, CountTheirEvaluations) {
  const Changes few{{"ensemble.particles", "16"}, {"ensemble.replicas", "8"}};
  Changes drawn = few;
  drawn.insert(drawn.end(), {{"method.values", "monte_carlo"}, {"method.samples", "3"}});
  EXPECT_EQ(averages("svdd_chain", drawn).at("evaluations").value, 3 + 7 * 3 + 1);
  Changes picked = few;
  picked.insert(picked.end(), {{"method.weights", "published"}, {"method.candidates", "4"}});
  EXPECT_EQ(averages("svdd_chain", picked).at("evaluations").value, 1 + 8 * 4);
}

}  // namespace
}  // namespace starling::diffusion
