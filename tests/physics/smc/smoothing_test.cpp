// Smoothers against exact answers: Kalman and Rauch-Tung-Striebel, forward-backward. Estimates are tested at four standard
// errors over independent replicas with fixed seeds; some 25 of them, so a smoother that is right fails once in 600 seeds.
// Numbers of particles are such that a bias of order 1/N is below a standard error.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "drivers/smc/observations.hpp"
#include "tests/drivers/smc/smoother_runs.hpp"
#include "tests/physics/average.hpp"
#include "tests/support/state_space_oracles.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

/// A model with data and its exact answers.
struct Case {
  std::unique_ptr<StateSpace> model;
  Observations observations;
  testing::SmoothedSums exact;
};

/// One component, one missing observation; states mostly positive, so that their sums are not near zero.
Case linear_gaussian() {
  constexpr std::int64_t length = 12;
  Case problem{
      make_model("linear_gaussian", {{"transition", {0.95}}, {"start_mean", {8.0}}, {"start_covariance", {2.0}}}),
      {},
      {}};
  std::vector<testing::Vector> rows;
  for (const auto& y : problem.model->simulate(random::make_key(7), length).observations) {
    const bool missing = rows.size() == 5;
    problem.observations.push_back({{y[0]}, missing});
    rows.push_back(missing ? testing::Vector{} : testing::Vector{y[0]});
  }
  problem.exact = testing::kalman({{0.95}, {1.0}, {1.0}, {1.0}, {8.0}, {2.0}}, rows).smoothed;
  return problem;
}

/// Two sensors with correlated errors, one of them out at most times, both at time 5.
Case partly_missing() {
  const testing::Vector transition{0.9, 0.1, 0.0, 0.8}, noise{0.3, 0.1, 0.1, 0.3}, error{0.5, 0.3, 0.3, 0.4};
  const testing::Vector mean{8.0, 2.0}, spread{2.0, 0.0, 0.0, 2.0};
  Case problem{make_model("linear_gaussian", {{"dimension", {2.0}},
                                              {"transition", transition},
                                              {"noise_covariance", noise},
                                              {"observation_covariance", error},
                                              {"start_mean", mean},
                                              {"start_covariance", spread}}),
               {},
               {}};
  NumberTable table{{"one", "other"}, problem.model->simulate(random::make_key(7), 12).observations};
  for (std::size_t t = 0; t < table.rows.size(); ++t) {
    if (t % 3 != 0) table.rows[t][t % 3 - 1] = std::nan("");
    if (t == 5) table.rows[t] = {std::nan(""), std::nan("")};
  }
  problem.observations = observations_of(*problem.model, table);
  problem.exact = testing::kalman({transition, noise, {1, 0, 0, 1}, error, mean, spread}, table.rows).smoothed;
  return problem;
}

/// A chain of three states that stays where it is, seen dimly. One transition is impossible.
struct Chain {
  testing::Vector start = {0.5, 0.3, 0.2};
  testing::Vector transition = {0.85, 0.15, 0.0, 0.1, 0.8, 0.1, 0.05, 0.1, 0.85};
  testing::Vector emission = {0.7, 0.2, 0.1, 0.25, 0.5, 0.25, 0.1, 0.3, 0.6};

  [[nodiscard]] std::unique_ptr<StateSpace> model() const {
    return make_model("hidden_markov", {{"start", start}, {"transition", transition}, {"emission", emission}});
  }
  [[nodiscard]] testing::FiniteChain law(const testing::Vector& symbols) const {
    return testing::hidden_markov_chain(start, transition, emission, symbols);
  }
};

Observations observed(const testing::Vector& symbols) {
  Observations observations;
  for (const double symbol : symbols) observations.push_back({{symbol}, false});
  return observations;
}

Case hidden_markov() {
  const testing::Vector symbols = {0, 1, 2, 2, 1, 0, 0, 1, 2, 1, 1, 2};
  const Chain chain;
  return {chain.model(), observed(symbols), testing::forward_backward(chain.law(symbols)).smoothed};
}

std::unique_ptr<Method> make(const Communicator& alone, const Case& problem, const SmootherSettings& settings,
                             std::uint32_t replica) {
  return make_smoother(at(alone, {2026, replica}), *problem.model, problem.observations, settings, bare_table());
}

std::vector<TableRow> run(Method& method) {
  PhaseTimer timer(phase_plan().labels);
  std::vector<TableRow> rows;
  while (!method.finished()) method.advance(timer, rows);
  return rows;
}

SmootherSettings settings_of(SmootherName name, Functional functional, std::int64_t particles) {
  SmootherSettings settings{.name = name, .filter = {.particles = particles}, .functional = functional};
  settings.trajectories = particles;
  if (name == SmootherName::paris_gibbs) {
    settings.filter.resampling = Resampling::multinomial;
    settings.filter.particles = particles / 60;
    settings.sweeps = 65;
    settings.burn_in = 5;
  }
  return settings;
}

/// Replicas, each of them on one rank. Their standard error is at most a quarter of a percent.
void expect_exact(const Case& problem, const SmootherSettings& settings, double exact) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  std::vector<double> found;
  std::string name;
  for (int replica = world.rank(); replica < 50; replica += world.size()) {
    const auto method = make(alone, problem, settings, static_cast<std::uint32_t>(replica));
    run(*method);
    name = method->results().back().name;
    found.push_back(method->results().back().mean);
  }
  const auto [mean, error] = average(world, found);
  EXPECT_LE(std::abs(mean - exact), 4.0 * error) << name << ": " << mean << " +- " << error << ", exact " << exact;
  EXPECT_LE(error, 0.0025 * std::abs(exact)) << name << " is too uncertain to show a wrong percent";
}

void expect_exact_sums(const Case& problem, SmootherName name, std::int64_t particles) {
  expect_exact(problem, settings_of(name, Functional::state, particles), problem.exact.state);
  expect_exact(problem, settings_of(name, Functional::product, particles), problem.exact.product);
  expect_exact(problem, settings_of(name, Functional::square, particles), problem.exact.square);
}

TEST(Paris, AgreesWithTheRauchTungStriebelSmoother) { expect_exact_sums(linear_gaussian(), SmootherName::paris, 2400); }
TEST(Ffbs, AgreesWithTheRauchTungStriebelSmoother) { expect_exact_sums(linear_gaussian(), SmootherName::ffbs, 2400); }
TEST(ParisGibbs, AgreesWithTheRauchTungStriebelSmoother) {
  expect_exact_sums(linear_gaussian(), SmootherName::paris_gibbs, 2400);
}

TEST(Paris, TakesWhatIsThereOfPartlyMissingObservations) {
  const Case problem = partly_missing();
  expect_exact(problem, settings_of(SmootherName::paris, Functional::product, 2400), problem.exact.product);
}
TEST(Ffbs, TakesWhatIsThereOfPartlyMissingObservations) {
  const Case problem = partly_missing();
  expect_exact(problem, settings_of(SmootherName::ffbs, Functional::square, 2400), problem.exact.square);
}
TEST(ParisGibbs, TakesWhatIsThereOfPartlyMissingObservations) {
  const Case problem = partly_missing();
  expect_exact(problem, settings_of(SmootherName::paris_gibbs, Functional::state, 2400), problem.exact.state);
}

TEST(Paris, AgreesWithForwardBackward) { expect_exact_sums(hidden_markov(), SmootherName::paris, 9600); }
TEST(Ffbs, AgreesWithForwardBackward) { expect_exact_sums(hidden_markov(), SmootherName::ffbs, 9600); }
TEST(ParisGibbs, AgreesWithForwardBackward) { expect_exact_sums(hidden_markov(), SmootherName::paris_gibbs, 9600); }

}  // namespace
}  // namespace starling::smc
