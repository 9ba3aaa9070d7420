// Filters on any number of ranks, across restarts, with data that are missing or impossible.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/models/state_space_of.hpp"
#include "tests/drivers/smc/filter_runs.hpp"
#include "tests/drivers/smc/named_methods.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

/// Every kind of filter, by what a failing test should call it.
std::vector<std::pair<std::string, FilterSettings>> filters(std::int64_t particles) {
  std::vector<std::pair<std::string, FilterSettings>> all;
  const auto add = [&](const std::string& name, FilterName filter, Resampling resampling,
                       Annealing annealing = Annealing::none, bool look_ahead = false) {
    FilterSettings settings = method(filter, particles, resampling, 0.7);
    settings.annealing = annealing;
    if (look_ahead) settings.look_ahead = true;
    all.emplace_back(name, settings);
  };
  add("bootstrap", FilterName::bootstrap, Resampling::systematic);
  add("guided", FilterName::guided, Resampling::multinomial);
  add("auxiliary", FilterName::auxiliary, Resampling::residual);
  add("corrected", FilterName::entropic, Resampling::stratified, Annealing::corrected);
  add("published", FilterName::entropic, Resampling::systematic, Annealing::annealed_published);
  add("entropy", FilterName::entropic, Resampling::systematic, Annealing::entropy, true);
  all.emplace_back("always", all.front().second);
  all.back().second.ess_threshold = 1.0;
  return all;
}

const TableSettings full_table{.observe_every = 2, .quantiles = {0.1, 0.5}, .genealogy = true};

TEST(Filter, HasTheSameBitsOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = observed_plane(0.1);
  const Observations observations = simulated(*model, 24, 3);
  for (const std::int64_t particles : {3, 257, 1000}) {
    for (const auto& [name, settings] : filters(particles)) {
      const auto alone = make_filter(at(self, {5, 2}), *model, observations, settings, full_table);
      const auto shared = make_filter(at(world, {5, 2}), *model, observations, settings, full_table);
      const auto rows = advance(*alone, 24);
      EXPECT_EQ(bits(advance(*shared, 24)), bits(rows)) << name;
      EXPECT_GT(alone->traffic().resamplings, 0) << name;
      EXPECT_EQ(found(*shared), found(*alone)) << name;
      expect_same_particles(shared->particles(), share(alone->particles(), rows_of(particles, world)), name);
    }
  }
}

TEST(Filter, GoesOnFromAnyTimeOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = observed_plane(0.1);
  const Observations observations = simulated(*model, 9, 4);
  for (const auto& [name, settings] : filters(130)) {
    const auto uninterrupted = make_filter(at(self, {5, 2}), *model, observations, settings, full_table);
    for (const std::int64_t stop : {0, 1, 4, 8}) {
      advance(*uninterrupted, stop);
      const ReplicaState whole = uninterrupted->save();
      const auto written = nlohmann::json::parse(whole.shared.dump());
      const auto expected = make_filter(at(self, {5, 2}), *model, observations, settings, full_table);
      const auto rest = advance(*expected, 9);
      const auto resumed = make_filter(at(world, {5, 2}), *model, observations, settings, full_table);
      resumed->load({written, share(whole.columns, rows_of(130, world))});
      EXPECT_EQ(resumed->done(), stop);
      const ReplicaState again = resumed->save();
      EXPECT_EQ(again.shared, whole.shared);
      expect_same_particles(again.columns, share(whole.columns, rows_of(130, world)), name);
      EXPECT_EQ(bits(advance(*resumed, 9)), bits(std::vector<TableRow>(rest.begin() + stop, rest.end())))
          << name << " from " << stop;
      EXPECT_EQ(found(*resumed), found(*expected)) << name << " from " << stop;
    }
  }
}

TEST(Filter, NamesItsColumns) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = observed_plane(0.1);
  const Observations observations = simulated(*model, 3, 4);
  const FilterSettings settings{.particles = 10};
  const auto full = make_filter(at(world), *model, observations, settings, full_table);
  EXPECT_EQ(full->columns(), (std::vector<std::string>{"ess", "resampled", "log_likelihood_increment", "mean_0",
                                                       "mean_1", "variance_0", "variance_1", "quantile_0.1_0",
                                                       "quantile_0.5_0", "quantile_0.1_1", "quantile_0.5_1"}));
  const auto rows = advance(*full, 3);
  ASSERT_EQ(rows.size(), 3U);
  for (const TableRow& row : rows) {
    ASSERT_EQ(row.values.size(), full->columns().size());
    EXPECT_EQ(std::isnan(row.values.back()), row.step == 1);
  }
  const auto bare = make_filter(at(world), *model, observations, settings, bare_table());
  EXPECT_EQ(bare->columns(), (std::vector<std::string>{"ess", "resampled", "log_likelihood_increment"}));
  EXPECT_EQ(bare->planned(), 3);
}

TEST(Filter, KnowsTheParentsOfItsParticles) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = make_model("linear_gaussian", {{"noise_covariance", {1e-12}}, {"start_covariance", {1.0}}});
  const Observations observations = observed({0.1, 0.2, 0.3});
  const FilterSettings settings{.particles = 50, .ess_threshold = 1.0};
  PhaseTimer timer(phase_plan().labels);
  const Communicator self(MPI_COMM_SELF);
  ParticleFilter alone(at(self), *model, observations, settings, false);
  alone.step(timer);
  const std::vector<double> before = alone.particles()[0].values;
  ParticleFilter filter(at(world), *model, observations, settings, true);
  for (int time = 0; time < 2; ++time) filter.step(timer);
  const auto columns = filter.particles();
  for (std::size_t j = 0; j < columns[0].values.size(); ++j)
    EXPECT_NEAR(columns[0].values[j], 0.9 * before[static_cast<std::size_t>(columns[2].values[j])], 1e-5);
}

TEST(Filter, AddsNothingWhereNothingWasObserved) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = observed_plane(0.1);
  Observations observations = simulated(*model, 6, 4);
  for (const int missing : {0, 3, 4}) observations[missing] = {{1e300}, true};
  for (const auto& [name, settings] : filters(200)) {
    // Selection by other weights adds noise: its estimates are right on average only.
    if (settings.annealing != Annealing::none) continue;
    const auto filter = make_filter(at(world, {5, 2}), *model, observations, settings, {});
    const auto rows = advance(*filter, 6);
    EXPECT_NEAR(rows[0].values[2], 0.0, 1e-13) << name;
    EXPECT_EQ(rows[0].values[0], 200.0) << name;
    for (const int missing : {3, 4}) EXPECT_NEAR(rows[missing].values[2], 0.0, 1e-12) << name << " at " << missing;
    EXPECT_LT(rows[5].values[2], -1e-3) << name;
  }
}

/// The sentence with which a filter of these observations ends, on every rank.
std::string sentence_of(const std::vector<double>& values, const FilterSettings& settings) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = make_model("linear_gaussian", {});
  const Observations observations = observed(values);
  const auto filter = make_filter(at(world), *model, observations, settings, {});
  try {
    advance(*filter, static_cast<std::int64_t>(values.size()));
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.agreed());
    EXPECT_EQ(failure.code(), ExitCode::blow_up);
    return failure.what();
  }
  return "no failure";
}

TEST(Filter, EndsWithASentenceWhereEveryWeightIsZero) {
  const std::string start =
      "every particle has weight zero: the model gives what was observed no chance from any of "
      "the 100 particles; more particles may help, or other parameters";
  for (const auto& [name, settings] : filters(100)) {
    EXPECT_EQ(sentence_of({0.0, 0.5, 1e200, 0.0}, settings), "at time 2 " + start) << name;
    EXPECT_EQ(sentence_of({1e200, 0.5}, settings), "at time 0 " + start) << name;
  }
}

/// As filters(), with an evidence of zero where particles die out.
std::vector<std::pair<std::string, FilterSettings>> filters_with_zeros(std::int64_t particles) {
  auto all = filters(particles);
  for (auto& [name, settings] : all) settings.on_extinction = OnExtinction::zero;
  return all;
}

TEST(Filter, CountsAsZeroWhereEveryWeightIsZero) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = make_model("hidden_markov", {});
  const Observations observations = observed({0.0, 1.0, 7.0, 0.0, 1.0, 0.0});  // there is no symbol 7
  for (const auto& [name, settings] : filters_with_zeros(37)) {
    const auto alone = make_filter(at(self, {5, 2}), *model, observations, settings, full_table);
    const auto rows = advance(*alone, 6);
    ASSERT_EQ(rows.size(), 6U) << name;
    EXPECT_TRUE(std::isfinite(rows[1].values[2])) << name;
    EXPECT_EQ(rows[2].values[2], -std::numeric_limits<double>::infinity()) << name;
    EXPECT_TRUE(std::isnan(rows[3].values[2])) << name;
    for (std::size_t t = 2; t < rows.size(); ++t) {
      EXPECT_EQ(rows[t].values.size(), alone->columns().size()) << name;
      EXPECT_EQ(rows[t].values[0], 0.0) << name << ": no effective particles";
      EXPECT_TRUE(std::isnan(rows[t].values[3])) << name << ": no mean";
    }
    const double none = -std::numeric_limits<double>::infinity();
    const std::vector<std::pair<std::string, double>> zero{
        {"log_likelihood", none}, {"log_mean_evidence", none}, {"extinct", 1.0}};
    EXPECT_EQ(found(*alone), zero) << name;
    EXPECT_EQ(alone->genealogy().front().components, 5) << name;
    const auto shared = make_filter(at(world, {5, 2}), *model, observations, settings, full_table);
    EXPECT_EQ(bits(advance(*shared, 6)), bits(rows)) << name;
    expect_same_particles(shared->particles(), share(alone->particles(), rows_of(37, world)), name);
    for (const std::int64_t stop : {2, 3, 5}) {
      const auto first = make_filter(at(self, {5, 2}), *model, observations, settings, full_table);
      advance(*first, stop);
      const ReplicaState whole = first->save();
      const auto resumed = make_filter(at(world, {5, 2}), *model, observations, settings, full_table);
      resumed->load({nlohmann::json::parse(whole.shared.dump()), share(whole.columns, rows_of(37, world))});
      EXPECT_EQ(bits(advance(*resumed, 6)), bits(std::vector<TableRow>(rows.begin() + stop, rows.end()))) << name;
      EXPECT_EQ(found(*resumed), zero) << name;
      expect_same_particles(resumed->genealogy(), share(alone->genealogy(), rows_of(37, world)), name);
    }
  }
}

TEST(Filter, IsTheSameWhereNothingDiesOutWhateverWouldHappenThen) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = observed_plane(0.1);
  const Observations observations = simulated(*model, 6, 3);
  const auto stopping = filters(50);
  const auto counting = filters_with_zeros(50);
  for (std::size_t k = 0; k < stopping.size(); ++k) {
    const auto one = make_filter(at(world, {5, 2}), *model, observations, stopping[k].second, full_table);
    const auto other = make_filter(at(world, {5, 2}), *model, observations, counting[k].second, full_table);
    EXPECT_EQ(bits(advance(*one, 6)), bits(advance(*other, 6))) << stopping[k].first;
    auto expected = found(*one);
    expected.emplace_back("extinct", 0.0);
    EXPECT_EQ(found(*other), expected);
  }
}

TEST(Filter, EndsWithASentenceWhereAWeightIsNotANumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [name, settings] : filters(100)) {
    EXPECT_EQ(sentence_of({0.0, nan}, settings), "at time 1: the log weight of particle 0 is not a number") << name;
  }
}

/// The least a model can be: a walk seen through noise.
struct Walk {
  static constexpr const char* name = "walk";
  static constexpr int state_size = 1, observation_size = 1;
  static constexpr int start_normals = 1, start_uniforms = 0;
  static constexpr int normals = 1, uniforms = 0;
  static constexpr int observation_normals = 1, observation_uniforms = 0;
  struct Parameters {};
  template <class Visitor>
  static void describe(Parameters& /*none*/, Visitor&& /*visitor*/) {}

  static Walk from(const Parameters& /*none*/) { return {}; }
  STARLING_FUNCTION void start(const double* normal, const double* /*uniform*/, double* state) const {
    state[0] = normal[0];
  }
  STARLING_FUNCTION void step(std::int64_t /*time*/, const double* state, const double* normal,
                              const double* /*uniform*/, double* next) const {
    next[0] = state[0] + normal[0];
  }
  STARLING_FUNCTION double log_density(std::int64_t /*time*/, const double* state, const double* observation) const {
    return -0.5 * (state[0] - observation[0]) * (state[0] - observation[0]);
  }
  STARLING_FUNCTION void observe(std::int64_t /*time*/, const double* state, const double* normal,
                                 const double* /*uniform*/, double* observation) const {
    observation[0] = state[0] + normal[0];
  }
};

TEST(Filter, RefusesAModelThatCannotDoWhatTheMethodNeeds) {
  Problem problem;
  problem.model = std::make_unique<StateSpaceOf<Walk>>(Walk::Parameters{});
  problem.observations = observed({1.0});
  const auto refusal = [&](const std::string& name, const std::string& more = "") {
    return refused_by_method(problem, "name = " + name + "\nparticles = 5\n" + more);
  };
  EXPECT_EQ(refusal("bootstrap"), "");
  EXPECT_EQ(refusal("entropic"), "");
  EXPECT_EQ(refusal("guided"), "method.name = guided needs a proposal, which model 'walk' does not have");
  EXPECT_EQ(refusal("auxiliary"), "method.name = auxiliary needs a look-ahead, which model 'walk' does not have");
  EXPECT_EQ(refusal("entropic", "look_ahead = true\n"),
            "method.look_ahead = true needs a look-ahead, which model 'walk' does not have");
}

}  // namespace
}  // namespace starling::smc
