// PaRIS particle Gibbs with two or three particles: the smoothing law is kept, and the bias of PaRIS falls with the sweeps.
// Deviations are tested at 4.5 standard errors or deviations with fixed seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "drivers/smc/methods/smoothing/path_history.hpp"
#include "kernels/random/uniform.hpp"
#include "tests/drivers/smc/smoother_runs.hpp"
#include "tests/physics/average.hpp"
#include "tests/support/state_space_oracles.hpp"

namespace starling::smc {
namespace {

using testing_support::at;

/// Two states, seen by two symbols.
struct SmallChain {
  testing::FiniteChain law;
  testing::ChainAnswer answer;
  std::unique_ptr<StateSpace> model;
  Observations observations;

  SmallChain(const testing::Vector& transition, const testing::Vector& emission, const testing::Vector& symbols)
      : law(testing::hidden_markov_chain({0.6, 0.4}, transition, emission, symbols)),
        answer(testing::forward_backward(law)),
        model(
            make_model("hidden_markov", {{"start", {0.6, 0.4}}, {"transition", transition}, {"emission", emission}})) {
    for (const double symbol : symbols) observations.push_back({{symbol}, false});
  }

  /// The probability of each path of four times given all observations; bit t of the index is the state at time t.
  [[nodiscard]] std::vector<double> path_law() const {
    std::vector<double> law_of_paths;
    double total = 0.0;
    for (int path = 0; path < 16; ++path) {
      double p = law.start[path & 1] * law.likelihood(0, path & 1);
      for (int t = 1; t < 4; ++t) {
        const int from = path >> (t - 1) & 1;
        const int to = path >> t & 1;
        p *= law.transition(t)[2 * from + to] * law.likelihood(t, to);
      }
      law_of_paths.push_back(p);
      total += p;
    }
    for (double& p : law_of_paths) p /= total;
    return law_of_paths;
  }
};

ParisGibbsSettings gibbs(std::int64_t particles, double ess_threshold) {
  const FilterSettings filter{
      .particles = particles, .resampling = Resampling::multinomial, .ess_threshold = ess_threshold};
  return {.paris = {.filter = filter, .functional = Functional::state}};
}

/// What came of sweeps that each began with a path of the smoothing law.
struct Sweeps {
  std::vector<std::int64_t> paths = std::vector<std::int64_t>(16, 0);
  std::int64_t moved = 0;  ///< paths that changed
  double sum = 0.0;        ///< of the estimates
  double squares = 0.0;
};

/// All ranks do the same sweeps.
Sweeps sweep_many(const SmallChain& problem, const ParisGibbsSettings& settings, int count) {
  const Communicator alone(MPI_COMM_SELF);
  ParticleFilter filter(at(alone), *problem.model, problem.observations, settings.paris.filter, false);
  ParisSums sums(filter, settings.paris);
  PathHistory history(filter);
  PhaseTimer timer(phase_plan().labels);
  Sweeps found;
  for (int run = 0; run < count; ++run) {
    testing::Vector uniforms;
    for (int t = 0; t < 4; ++t)
      uniforms.push_back(random::uniform(run, random::make_key(99), t, random::Purpose::initial_position, 0));
    const std::vector<int> states = testing::draw_path(problem.law, problem.answer, uniforms);
    Path path;
    for (const int state : states) path.push_back({static_cast<double>(state)});
    filter.rewind(random::make_key(3, static_cast<std::uint32_t>(run)));
    filter.pin(path);
    history.clear();
    while (!filter.finished()) {
      sums.before_step(filter, timer);
      filter.step(timer);
      sums.after_step(filter, timer);
      history.note(filter, sums);
    }
    const Path next = history.draw(filter);
    int index = 0;
    for (int t = 0; t < 4; ++t) index += static_cast<int>(next[t][0]) << t;
    ++found.paths[index];
    found.moved += next != path ? 1 : 0;
    const double estimate = sums.estimate(filter);
    found.sum += estimate;
    found.squares += estimate * estimate;
  }
  return found;
}

void expect_invariance(std::int64_t particles, double ess_threshold) {
  constexpr int count = 20000;
  const SmallChain problem({0.8, 0.2, 0.3, 0.7}, {0.9, 0.1, 0.25, 0.75}, {0, 0, 1, 0});
  const std::vector<double> law = problem.path_law();
  const Sweeps found = sweep_many(problem, gibbs(particles, ess_threshold), count);
  double statistic = 0.0;
  for (int path = 0; path < 16; ++path) {
    const double expected = law[path] * count;
    statistic += std::pow(static_cast<double>(found.paths[path]) - expected, 2) / expected;
  }
  EXPECT_LT((statistic - 15.0) / std::sqrt(30.0), 4.5) << particles << " particles, threshold " << ess_threshold;
  EXPECT_GT(found.moved, count / 5) << "paths must move for this to test anything";
  // The estimate is unbiased where the pinned path has the smoothing law.
  const double mean = found.sum / count;
  const double error = std::sqrt((found.squares / count - mean * mean) / count);
  EXPECT_LE(std::abs(mean - problem.answer.smoothed.state), 4.5 * error) << mean << " +- " << error;
  EXPECT_LE(error, 0.01);
}

TEST(ParisGibbs, KeepsTheSmoothingLaw) {
  expect_invariance(2, 1.0);
  expect_invariance(3, 0.7);
}

TEST(ParisGibbs, LosesTheBiasOfParisWithTheSweeps) {
  constexpr int chains = 3000;
  const Communicator alone(MPI_COMM_SELF);
  // A chain that changes seldom: what two particles forget at first they rarely find again.
  const SmallChain problem({0.8, 0.2, 0.2, 0.8}, {0.8, 0.2, 0.2, 0.8}, {0, 0, 1, 1, 1, 1});
  const double exact = problem.answer.smoothed.state;
  std::vector<double> paris;
  std::vector<std::vector<double>> by_sweep(14);
  for (std::uint32_t chain = 0; chain < chains; ++chain) {
    PhaseTimer timer(phase_plan().labels);
    std::vector<TableRow> rows;
    ParisGibbsSettings settings = gibbs(2, 1.0);
    const auto once = make_paris(at(alone, {8, chain}), *problem.model, problem.observations, settings.paris, {});
    while (!once->finished()) once->advance(timer, rows);
    paris.push_back(once->results().back().mean);
    rows.clear();
    settings.sweeps = static_cast<std::int64_t>(by_sweep.size());
    const auto method = make_paris_gibbs(at(alone, {8, 0, chain}), *problem.model, problem.observations, settings);
    while (!method->finished()) method->advance(timer, rows);
    for (std::size_t sweep = 0; sweep < by_sweep.size(); ++sweep) by_sweep[sweep].push_back(rows[sweep].values[0]);
  }
  const auto bias = [&](const std::vector<double>& values) {
    const auto [mean, error] = average(alone, values);
    return std::pair{mean - exact, error};
  };
  const auto [paris_bias, paris_error] = bias(paris);
  const auto [first_bias, first_error] = bias(by_sweep.front());
  const auto [middle_bias, middle_error] = bias(by_sweep[by_sweep.size() / 2 - 1]);
  const auto [last_bias, last_error] = bias(by_sweep.back());
  EXPECT_GT(std::abs(paris_bias), 10.0 * paris_error) << "two particles must be too few";
  EXPECT_LT(std::abs(first_bias), std::abs(paris_bias) - 4.5 * std::hypot(paris_error, first_error));
  EXPECT_LT(std::abs(middle_bias), 0.5 * std::abs(first_bias) - 4.5 * std::hypot(0.5 * first_error, middle_error));
  EXPECT_LE(std::abs(last_bias), 4.5 * last_error);
  EXPECT_LE(last_error, 0.03 * std::abs(paris_bias));
}

/// A chain whose symbols exclude a state each: a filter of few particles often has none that what was seen allows.
SmallChain problem_with_impossible_symbols() {
  return SmallChain({0.8, 0.2, 0.2, 0.8}, {0.7, 0.0, 0.3, 0.0, 0.6, 0.4}, {0, 1, 1, 2, 0, 0, 1, 2});
}

TEST(ParisGibbs, StartsWhereTheFirstFilterDiesOut) {
  constexpr int chains = 400;
  constexpr std::int64_t sweeps = 60;
  const Communicator alone(MPI_COMM_SELF);
  const SmallChain problem = problem_with_impossible_symbols();
  ParisGibbsSettings settings = gibbs(2, 1.0);
  settings.sweeps = sweeps;
  settings.burn_in = 20;
  std::vector<double> estimates;
  int died = 0;
  for (std::uint32_t chain = 0; chain < chains; ++chain) {
    PhaseTimer timer(phase_plan().labels);
    std::vector<TableRow> rows;
    const auto method = make_paris_gibbs(at(alone, {5, 0, chain}), *problem.model, problem.observations, settings);
    while (method->done() < static_cast<std::int64_t>(problem.observations.size())) method->advance(timer, rows);
    died += method->save().shared.contains("attempt") ? 1 : 0;
    while (!method->finished()) method->advance(timer, rows);
    EXPECT_EQ(rows.size(), static_cast<std::size_t>(sweeps));
    estimates.push_back(method->results().front().mean);
  }
  EXPECT_GT(died, chains / 2) << "for this to test anything";
  const auto [mean, error] = average(alone, estimates);
  EXPECT_LE(std::abs(mean - problem.answer.smoothed.state), 4.5 * error) << mean << " +- " << error;
  EXPECT_LE(error, 0.02);
}

TEST(ParisGibbs, ContinuesInTheMiddleOfAStart) {
  const Communicator alone(MPI_COMM_SELF);
  const SmallChain problem = problem_with_impossible_symbols();
  ParisGibbsSettings settings = gibbs(2, 1.0);
  settings.sweeps = 3;
  for (std::uint32_t chain = 0; chain < 20; ++chain) {
    const auto make = [&] {
      return make_paris_gibbs(at(alone, {5, 0, chain}), *problem.model, problem.observations, settings);
    };
    PhaseTimer timer(phase_plan().labels);
    std::vector<TableRow> whole;
    const auto method = make();
    while (!method->finished()) method->advance(timer, whole);
    std::vector<TableRow> pieces;
    ReplicaState state = make()->save();
    for (bool finished = false; !finished;) {
      const auto piece = make();
      piece->load(state);
      piece->advance(timer, pieces);
      state = piece->save();
      finished = piece->finished();
    }
    ASSERT_EQ(pieces.size(), whole.size());
    for (std::size_t sweep = 0; sweep < whole.size(); ++sweep) EXPECT_EQ(pieces[sweep].values, whole[sweep].values);
  }
}

TEST(ParisGibbs, NamesTheSweepThatCannotStart) {
  const Communicator alone(MPI_COMM_SELF);
  SmallChain problem = problem_with_impossible_symbols();
  problem.observations[3].value[0] = 7.0;  // a symbol that there is not
  ParisGibbsSettings settings = gibbs(100, 1.0);
  settings.sweeps = 2;
  const auto method = make_paris_gibbs(at(alone, {5}), *problem.model, problem.observations, settings);
  PhaseTimer timer(phase_plan().labels);
  std::vector<TableRow> rows;
  try {
    while (!method->finished()) method->advance(timer, rows);
    FAIL() << "an impossible symbol was passed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::blow_up);
    EXPECT_TRUE(failure.agreed());
    const std::string sentence = failure.what();
    for (const char* word : {"sweep 0", "at time 3", "weight zero", "10 starts"})
      EXPECT_NE(sentence.find(word), std::string::npos) << sentence;
  }
}

}  // namespace
}  // namespace starling::smc
