// Smoothers on any number of ranks and across restarts, and what they refuse.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "drivers/smc/methods/smoothing/genealogy.hpp"
#include "drivers/smc/methods/smoothing/paris_sums.hpp"
#include "tests/drivers/smc/named_methods.hpp"
#include "tests/drivers/smc/smoother_runs.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

constexpr std::int64_t length = 6;

std::unique_ptr<Method> make(const Communicator& group, const StateSpace& model, const Observations& observations,
                             const SmootherSettings& settings, std::uint32_t chain = 0) {
  const TableSettings table{.observe_every = 2, .quantiles = {0.5}, .genealogy = true};
  return make_smoother(at(group, {5, 2, chain}), model, observations, settings, table);
}

SmootherSettings settings_of(SmootherName name, std::int64_t particles, Functional functional = Functional::product) {
  SmootherSettings settings{
      .name = name, .filter = {.particles = particles, .ess_threshold = 0.7}, .functional = functional};
  settings.trajectories = 37;
  if (name == SmootherName::paris_gibbs) {
    settings.filter.resampling = Resampling::multinomial;
    settings.sweeps = 3;
    settings.burn_in = 1;
  }
  return settings;
}

constexpr SmootherName smoothers[] = {SmootherName::paris, SmootherName::ffbs, SmootherName::paris_gibbs};

TEST(Smoothing, HasTheSameBitsOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = observed_plane(0.3);
  const Observations observations = simulated(*model, length, 3);
  for (const std::int64_t particles : {3, 250}) {
    for (const SmootherName name : smoothers) {
      for (const Functional functional : {Functional::state, Functional::product, Functional::square}) {
        const SmootherSettings settings = settings_of(name, particles, functional);
        const auto alone = make(self, *model, observations, settings);
        const auto shared = make(world, *model, observations, settings);
        const auto rows = advance(*alone, *alone->planned());
        EXPECT_TRUE(alone->finished());
        EXPECT_EQ(bits(advance(*shared, *shared->planned())), bits(rows));
        EXPECT_EQ(rows.size(), name == SmootherName::paris_gibbs ? 3U : static_cast<std::size_t>(length));
        for (const TableRow& row : rows) EXPECT_EQ(row.values.size(), alone->columns().size());
        EXPECT_EQ(found(*shared), found(*alone));
        expect_same_particles(shared->particles(), share(alone->particles(), rows_of(particles, world)), "particles");
        expect_same_particles(shared->genealogy(), share(alone->genealogy(), rows_of(particles, world)), "genealogy");
      }
    }
  }
}

TEST(Smoothing, GoesOnFromAnyTimeOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = observed_plane(0.3);
  const Observations observations = simulated(*model, length, 4);
  for (const SmootherName name : smoothers) {
    const SmootherSettings settings = settings_of(name, 70);
    const auto whole = make(self, *model, observations, settings);
    const std::int64_t planned = *whole->planned();
    std::vector<ReplicaState> states = {whole->save()};
    std::vector<std::vector<TableRow>> rows;
    while (!whole->finished()) {
      rows.push_back(advance(*whole, whole->done() + 1));
      states.push_back(whole->save());
    }
    for (const std::int64_t stop : {std::int64_t{0}, std::int64_t{1}, length - 1, length, length + 2, planned}) {
      if (stop > planned) continue;
      const auto written = nlohmann::json::parse(states[stop].shared.dump());
      const auto resumed = make(world, *model, observations, settings);
      advance(*resumed, stop / 2);  // whatever was there is forgotten
      resumed->load({written, share(states[stop].columns, rows_of(70, world))});
      EXPECT_EQ(resumed->done(), stop);
      const ReplicaState again = resumed->save();
      EXPECT_EQ(again.shared, states[stop].shared);
      expect_same_particles(again.columns, share(states[stop].columns, rows_of(70, world)), "saved again");
      for (std::int64_t done = stop; done < planned; ++done)
        EXPECT_EQ(bits(advance(*resumed, done + 1)), bits(rows[done])) << "after " << stop << " at " << done;
      EXPECT_EQ(found(*resumed), found(*whole)) << "from " << stop;
    }
  }
}

TEST(Smoothing, ChainsAndSweepsDrawOtherNumbers) {
  const Communicator world(MPI_COMM_WORLD);
  const auto model = observed_plane(0.3);
  const Observations observations = simulated(*model, length, 4);
  std::set<double> estimates;
  for (const std::uint32_t chain : {0U, 1U}) {
    const auto method = make(world, *model, observations, settings_of(SmootherName::paris_gibbs, 20), chain);
    const auto rows = advance(*method, *method->planned());
    for (const TableRow& row : rows) estimates.insert(row.values[0]);
    EXPECT_TRUE(std::isnan(rows[0].values[1]));
    EXPECT_EQ(rows[1].values[1], rows[1].values[0]);
    EXPECT_EQ(rows[2].values[1], (rows[1].values[0] + rows[2].values[0]) / 2.0);
    EXPECT_EQ(found(*method), (std::vector<std::pair<std::string, double>>{{"smoothed_product", rows[2].values[1]}}));
  }
  EXPECT_EQ(estimates.size(), 6U);
}

TEST(Genealogy, IsTheSameOnAnyNumberOfRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const Communicator self(MPI_COMM_SELF);
  const auto model = observed_plane(0.3);
  const Observations observations = simulated(*model, length, 4);
  for (const std::int64_t particles : {2, 90}) {
    const FilterSettings settings{.particles = particles, .ess_threshold = 0.9};
    PhaseTimer timer(phase_plan().labels);
    ParticleFilter alone(at(self), *model, observations, settings, true);
    ParticleFilter filter(at(world), *model, observations, settings, true);
    Genealogy expected(particles);
    Genealogy genealogy(filter.population().slots().count);
    while (!filter.finished()) {
      alone.step(timer);
      expected.note(alone);
      filter.step(timer);
      genealogy.note(filter);
    }
    expect_same_particles({genealogy.column()}, share({expected.column()}, filter.population().slots()), "parents");
    std::set<double> parents;
    const SlotColumn all = expected.column();
    for (std::int64_t j = 0; j < particles; ++j) parents.insert(all.values[j * all.components]);
    if (particles > 2) {
      EXPECT_LT(parents.size(), 90U) << "resampling leaves some slots without descendants";
    }
  }
}

TEST(Smoothing, EndsWithASentenceWhereNoAncestorIsPossible) {
  // Everyone starts in state 0, from where the pinned path takes a step that has no chance.
  const Communicator world(MPI_COMM_WORLD);
  const auto model = make_model("hidden_markov", {{"start", {1.0, 0.0, 0.0}},
                                                  {"transition", {0.5, 0.5, 0.0, 0.0, 0.5, 0.5, 0.5, 0.0, 0.5}},
                                                  {"emission", {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}}});
  const Observations observations = observed({0.0, 1.0});
  const ParisSettings settings{.filter = {.particles = 20, .resampling = Resampling::multinomial}};
  ParticleFilter filter(at(world), *model, observations, settings.filter, false);
  ParisSums sums(filter, settings);
  filter.pin({{0.0}, {2.0}});
  PhaseTimer timer(phase_plan().labels);
  for (int time = 0; time < 2; ++time) {
    sums.before_step(filter, timer);
    filter.step(timer);
    sums.after_step(filter, timer);
  }
  try {
    const double estimate = sums.estimate(filter);
    FAIL() << estimate;
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.agreed());
    EXPECT_EQ(failure.code(), ExitCode::blow_up);
    EXPECT_EQ(
        failure.what(),
        std::string("at time 1 the smoothed sum is not a number: the model gives a particle no chance to come from "
                    "any of the 20 particles before it, or a state is not finite"));
  }
}

TEST(Smoothing, RefusesModelsWithoutATransitionDensity) {
  Problem problem;
  problem.model = make_model("bearings_only", {});
  ASSERT_FALSE(problem.model->no_transition_density().empty());
  for (const std::string name : {"paris", "ffbs", "paris_gibbs"}) {
    EXPECT_EQ(
        refused_by_method(
            problem, fmt::format("name = {}\nparticles = 10\n{}", name, name == "paris_gibbs" ? "sweeps = 2\n" : "")),
        fmt::format("method.name = {} needs the transition density, which model 'bearings_only' does not have", name));
  }
}

}  // namespace
}  // namespace starling::smc
