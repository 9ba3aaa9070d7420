// The registry of models: names, numbers, refusals, and simulation.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/failure.hpp"
#include "kernels/random/key.hpp"
#include "tests/drivers/smc/named_models.hpp"

namespace starling::smc {
namespace {

TEST(Models, AllCanBeMadeFromTheirDefaults) {
  std::set<std::string> names;
  for (const std::string& name : names_of<ChosenModel>()) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(names.insert(name).second);
    // What a deck has to say to state the defaults is what they are.
    ModelParameters values;
    const auto chosen = choose_model(name, {});
    Schema schema("test", "");
    std::string given_name = name;
    model_choice().describe(schema, given_name, chosen.get());
    for (const Assignment& one : read_assignments(schema.dump(), "dump")) {
      if (one.key == "job" || one.key == "model.name") continue;
      ASSERT_EQ(parse_value(one.value, values[one.key.substr(6)]), "");
    }
    EXPECT_FALSE(values.empty());
    const auto stated = make_model(name, values);
    const auto defaults = make_model(name, {});
    EXPECT_EQ(defaults->name(), name);
    const random::Key key = random::make_key(3);
    EXPECT_EQ(stated->simulate(key, 20).observations, defaults->simulate(key, 20).observations);
  }
  EXPECT_EQ(names.size(), 9);
}

TEST(Models, HaveTheCapabilitiesOfTheirEquations) {
  struct Case {
    const char* name;
    bool transition_density, proposal, look_ahead;
  };
  for (const Case& each :
       {Case{"linear_gaussian", true, true, true}, Case{"stochastic_volatility", true, true, true},
        Case{"gordon", true, false, true}, Case{"bearings_only", false, true, true},
        Case{"hidden_markov", true, true, true}, Case{"sir", true, false, true}, Case{"lorenz_96", true, true, true},
        Case{"fractional_ou", false, true, true}, Case{"fractional_volatility", false, false, false}}) {
    SCOPED_TRACE(each.name);
    const auto model = make_model(each.name, {});
    EXPECT_EQ(model->no_transition_density().empty(), each.transition_density);
    EXPECT_EQ(model->has_proposal(), each.proposal);
    EXPECT_EQ(model->has_look_ahead(), each.look_ahead);
  }
}

TEST(Models, LinearGaussianTakesItsDimensionFromTheDeck) {
  for (int dimension = 1; dimension <= 8; ++dimension) {
    const auto model = make_model("linear_gaussian", {{"dimension", {1.0 * dimension}}});
    EXPECT_EQ(model->state_size(), dimension);
    EXPECT_EQ(model->observation_size(), dimension);
  }
  const auto partial = make_model(
      "linear_gaussian", {{"dimension", {3}}, {"observation", {1, 0, 0, 0, 1, 1}}, {"observation_covariance", {2}}});
  EXPECT_EQ(partial->observation_size(), 2);
  EXPECT_EQ(partial->simulate(random::make_key(1), 3).observations[2].size(), 2);
}

TEST(Models, SimulationsAreAFunctionOfTheKey) {
  for (const std::string& name : names_of<ChosenModel>()) {
    SCOPED_TRACE(name);
    const auto model = make_model(name, {});
    const auto longer = model->simulate(random::make_key(5), 30);
    const auto shorter = model->simulate(random::make_key(5), 12);
    const auto other = model->simulate(random::make_key(6), 30);
    ASSERT_EQ(longer.states.size(), 30);
    ASSERT_EQ(longer.observations.size(), 30);
    EXPECT_TRUE(std::equal(shorter.states.begin(), shorter.states.end(), longer.states.begin()));
    EXPECT_TRUE(std::equal(shorter.observations.begin(), shorter.observations.end(), longer.observations.begin()));
    EXPECT_NE(longer.observations, other.observations);
    for (const auto& row : longer.observations)
      for (const double value : row) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(Models, SimulatedMomentsAreTheModels) {
  // 1 + rho = 1.9 over 1 - rho = 0.1 makes 19 draws one independent one; five standard errors.
  const auto run = make_model("linear_gaussian", {})->simulate(random::make_key(8), 20000);
  double states = 0.0, squares = 0.0, errors = 0.0;
  for (std::size_t t = 0; t < run.states.size(); ++t) {
    states += run.states[t][0];
    squares += run.states[t][0] * run.states[t][0];
    errors += (run.observations[t][0] - run.states[t][0]) * (run.observations[t][0] - run.states[t][0]);
  }
  const double variance = 1.0 / 0.19;
  const double independent = 20000.0 / 19.0;
  EXPECT_NEAR(states / 20000.0, 0.0, 5.0 * std::sqrt(variance / independent));
  EXPECT_NEAR(squares / 20000.0, variance, 5.0 * variance * std::sqrt(2.0 / independent));
  EXPECT_NEAR(errors / 20000.0, 1.0, 5.0 * std::sqrt(2.0 / 20000.0));
}

struct Refusal {
  const char* model;
  ModelParameters values;
  const char* sentence;
};

TEST(Models, RefuseWhatDoesNotGoTogether) {
  const std::vector<Refusal> refusals = {
      {"stochastic_volatilty", {}, "no such model; the nearest is stochastic_volatility"},
      {"gordon", {{"persistance", {1}}}, "model.persistance = 1: the model gordon has no such key"},
      {"stochastic_volatility", {{"persistence", {1.0}}}, "model.persistence = 1: must be"},
      {"stochastic_volatility", {{"persistence", {-1.2}}}, "greater than -1 and less than 1"},
      {"stochastic_volatility", {{"volatility", {-0.1}}}, "model.volatility = -0.1: must be greater than 0"},
      {"stochastic_volatility", {{"mean", {std::nan("")}}}, "model.mean = nan: must be"},
      {"stochastic_volatility", {{"mean", {1, 2}}}, "model.mean = 1, 2: "},
      {"gordon", {{"noise_variance", {-1}}}, "model.noise_variance = -1: must be at least 0"},
      {"gordon", {{"observation_variance", {0}}}, "model.observation_variance = 0: must be greater than 0"},
      {"linear_gaussian", {{"dimension", {1.5}}}, "model.dimension = 1.5 is not a whole number"},
      {"linear_gaussian", {{"dimension", {9}}}, "model.dimension = 9: must be"},
      {"linear_gaussian", {{"transition", {1, 2}}}, "model.transition has 2 numbers and needs 1, or one"},
      {"linear_gaussian", {{"dimension", {2}}, {"observation", {1, 2, 3}}}, "model.observation has 3 numbers"},
      {"linear_gaussian", {{"noise_covariance", {-1}}}, "model.noise_covariance is not a covariance"},
      {"linear_gaussian", {{"observation_covariance", {0}}}, "model.observation_covariance is not a covariance"},
      {"linear_gaussian",
       {{"dimension", {2}}, {"noise_covariance", {0, 1, 1, 1}}},
       "model.noise_covariance is not a covariance"},
      {"linear_gaussian",
       {{"dimension", {2}}, {"noise_covariance", {1, 2, 2, 1}}},
       "model.noise_covariance is not a covariance"},
      {"linear_gaussian",
       {{"dimension", {2}}, {"observation_covariance", {1, 0.5, 0.4, 1}}},
       "model.observation_covariance is not a covariance"},
      {"linear_gaussian", {{"start_covariance", {-1}}}, "model.start_covariance is not a covariance"},
      {"linear_gaussian", {{"start_mean", {}}}, "model.start_mean"},
      {"bearings_only", {{"start", {1, 2, 3}}}, "model.start has 3 numbers and needs 4"},
      {"hidden_markov", {{"transition", {1, 0, 0}}}, "model.transition has 3 numbers and needs 4"},
      {"hidden_markov", {{"transition", {0.5, 0.4, 0.5, 0.5}}}, "row 0 of model.transition sums to 0.9"},
      {"hidden_markov", {{"start", {0.49998, 0.5}}}, "row 0 of model.start sums to 0.99998"},
      {"hidden_markov", {{"transition", {1.5, -0.5, 0.5, 0.5}}}, "must each be at least 0 and at most 1"},
      {"hidden_markov", {{"emission", {0.5, 0.5, 1}}}, "model.emission has 3 numbers"},
      {"hidden_markov", {{"start", std::vector<double>(9, 1.0 / 9.0)}}, "9 states; at most 8"},
      {"fractional_ou", {{"processes", {4.5}}}, "model.processes must be a whole number"},
      {"fractional_ou", {{"processes", {13}}}, "model.processes = 13: must be"},
      {"fractional_ou", {{"hurst", {1}}}, "model.hurst = 1: must be greater than 0 and less than 1"},
      {"fractional_ou", {{"slowest", {7}}, {"fastest", {7}}}, "model.slowest must be less than model.fastest"},
      {"fractional_ou", {{"fastest", {2e7}}}, "model.fastest must be at most 1e6 over model.interval"},
      {"fractional_ou", {{"first_time", {1e5}}}, "or over model.first_time where that is longer"},
      {"fractional_ou", {{"slowest", {7}}, {"fastest", {7.1}}}, "so close to each other that rounding decides"},
      {"fractional_volatility", {{"start_variance", {-1}}}, "model.start_variance = -1: must be at least 0"},
      {"sir", {{"population", {10.5}}}, "model.population must be a whole number"},
      {"sir", {{"population", {4}}, {"infectious", {5}}}, "model.infectious must not exceed model.population"},
  };
  for (const Refusal& refusal : refusals) {
    try {
      (void)make_model(refusal.model, refusal.values);
      ADD_FAILURE() << "accepted; expected: " << refusal.sentence;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::bad_input);
      EXPECT_NE(std::string(failure.what()).find(refusal.sentence), std::string::npos) << failure.what();
    }
  }
}

TEST(Models, RowsOfRoundedDecimalsAreLaws) {
  const double third = 0.333333;
  const ModelParameters rounded = {{"start", {third, third, third}},
                                   {"transition", {third, third, third, 0.666667, third, 0, 0, 0.5, 0.5}},
                                   {"emission", {0.5, 0.5, 0.25, 0.75, 0.125, 0.875}}};
  ModelParameters exact = rounded;
  exact["start"] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0};
  exact["transition"] = {1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0, 0, 0, 0.5, 0.5};
  const auto one = make_model("hidden_markov", rounded)->simulate(random::make_key(4), 200);
  EXPECT_EQ(one.states, make_model("hidden_markov", exact)->simulate(random::make_key(4), 200).states);
}

TEST(Models, AStaticStateHasNoTransitionDensityAndMovesExactly) {
  const auto model = make_model("linear_gaussian", {{"transition", {1}}, {"noise_covariance", {0}}});
  EXPECT_EQ(model->no_transition_density(), "which does not exist: model.noise_covariance is singular");
  const auto run = model->simulate(random::make_key(2), 5);
  for (const auto& state : run.states) EXPECT_EQ(state, run.states.front());
  // Of rank one, up to rounding: (0.3, 0.7, 0.1) times itself.
  const auto line =
      make_model("linear_gaussian",
                 {{"dimension", {3}}, {"noise_covariance", {0.09, 0.21, 0.03, 0.21, 0.49, 0.07, 0.03, 0.07, 0.01}}});
  EXPECT_NE(line->no_transition_density(), "");
  EXPECT_NE(make_model("gordon", {{"noise_variance", {0}}})->no_transition_density(), "");
  EXPECT_NE(make_model("lorenz_96", {{"noise_variance", {0}}})->no_transition_density(), "");
  EXPECT_EQ(make_model("lorenz_96", {})->no_transition_density(), "");
}

TEST(Models, ASingularStartIsKnownExactly) {
  const auto model =
      make_model("linear_gaussian", {{"dimension", {2}}, {"start_mean", {3}}, {"start_covariance", {0}}});
  EXPECT_EQ(model->simulate(random::make_key(1), 1).states[0], (std::vector<double>{3.0, 3.0}));
}

}  // namespace
}  // namespace starling::smc
