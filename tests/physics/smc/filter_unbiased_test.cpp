// E[Z-hat] / Z = 1 on a finite hidden Markov model, for every filter with every resampler: each at four standard errors of
// at most 0.18 %, with fixed seeds; 30 estimates, so filters that are right fail once in 500 choices of seeds.
#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;
using starling::testing::Vector;

// The first observations are unlikely, so that few particles bear most of the weight while annealing is still allowed.
const Vector chain_start{0.2, 0.5, 0.3};
const Vector chain_transition{0.7, 0.2, 0.1, 0.15, 0.75, 0.1, 0.1, 0.2, 0.7};
const Vector chain_emission{0.8, 0.1, 0.1, 0.1, 0.7, 0.2, 0.1, 0.3, 0.6};
const Vector chain_symbols{0.0, 2.0, 1.0, 1.0, 0.0};

std::unique_ptr<StateSpace> chain() {
  return make_model("hidden_markov",
                    {{"start", chain_start}, {"transition", chain_transition}, {"emission", chain_emission}});
}

double exact_log_evidence() {
  return starling::testing::forward_backward(
             starling::testing::hidden_markov_chain(chain_start, chain_transition, chain_emission, chain_symbols))
      .log_likelihood;
}

Average ratio(FilterSettings settings, Annealing annealing, bool look_ahead, int replicas) {
  settings.annealing = annealing;
  settings.look_ahead = look_ahead;
  return evidence_ratio(*chain(), observed(chain_symbols), settings, replicas, exact_log_evidence());
}

struct Named {
  std::string name;
  Resampling resampling;
};
const std::vector<Named> resamplers{{"systematic", Resampling::systematic},
                                    {"stratified", Resampling::stratified},
                                    {"multinomial", Resampling::multinomial},
                                    {"residual", Resampling::residual}};

constexpr double ratio_sharpness = 4 * 0.0018;

class Unbiased : public ::testing::TestWithParam<Named> {};

TEST_P(Unbiased, InEveryFilter) {
  const Resampling resampling = GetParam().resampling;
  const auto expect = [&](const std::string& name, FilterName method_name, Annealing annealing, bool look_ahead,
                          double threshold, int replicas) {
    const auto found = ratio(method(method_name, 320, resampling, threshold), annealing, look_ahead, replicas);
    expect_within(name, found, 1.0, ratio_sharpness);
  };
  expect("bootstrap", FilterName::bootstrap, Annealing::none, false, 1.0, 4500);
  expect("bootstrap below half", FilterName::bootstrap, Annealing::none, false, 0.5, 4500);
  expect("guided", FilterName::guided, Annealing::none, false, 1.0, 4500);
  expect("auxiliary", FilterName::auxiliary, Annealing::none, false, 1.0, 4500);
  expect("entropic", FilterName::entropic, Annealing::corrected, false, 1.0, 4500);
  expect("entropic by entropy", FilterName::entropic, Annealing::entropy, false, 0.8, 4500);
  expect("entropic with a look-ahead", FilterName::entropic, Annealing::corrected, true, 1.0, 4500);
}

INSTANTIATE_TEST_SUITE_P(Filter, Unbiased, ::testing::ValuesIn(resamplers),
                         [](const auto& resampler) { return resampler.param.name; });

TEST(FilterEvidence, IsBiasedByAnnealingAsPublished) {
  const auto found =
      ratio(method(FilterName::entropic, 300, Resampling::systematic, 1.0), Annealing::annealed_published, false, 400);
  EXPECT_GT(std::abs(found.value - 1.0), 5.0 * found.error) << found.value << " +- " << found.error;
  EXPECT_GT(std::abs(found.value - 1.0), 0.01);
}

/// The bits of everything that a run shows.
std::vector<std::uint64_t> trace(const StateSpace& model, const Observations& observations, FilterSettings settings,
                                 Annealing annealing) {
  const Communicator world(MPI_COMM_WORLD);
  settings.annealing = annealing;
  TableSettings table;
  table.quantiles = {0.3};
  const auto filter = make_filter(at(world, {3, 1}), model, observations, settings, table);
  auto all = bits(advance(*filter, static_cast<std::int64_t>(observations.size())));
  for (const SlotColumn& column : filter->particles())
    for (const std::uint64_t value : bits(column.values)) all.push_back(value);
  return all;
}

TEST(FilterEvidence, WithoutAnnealingIsThatOfThePlainFilterBitForBit) {
  const auto model = chain();
  const auto plain = trace(*model, observed(chain_symbols), method(FilterName::bootstrap, 500), Annealing::none);
  const FilterSettings entropic = method(FilterName::entropic, 500);
  EXPECT_EQ(trace(*model, observed(chain_symbols), entropic, Annealing::none), plain);
  EXPECT_NE(trace(*model, observed(chain_symbols), entropic, Annealing::corrected), plain);
  EXPECT_NE(trace(*model, observed(chain_symbols), entropic, Annealing::entropy), plain);
  // Where the weights are never uneven enough, both of the rules with a threshold leave them alone.
  const auto vague = make_model("linear_gaussian", {{"observation_covariance", {20.0}}});
  const Observations observations = simulated(*vague, 20, 1);
  const auto undisturbed = trace(*vague, observations, method(FilterName::bootstrap, 500), Annealing::none);
  EXPECT_EQ(trace(*vague, observations, entropic, Annealing::corrected), undisturbed);
  EXPECT_EQ(trace(*vague, observations, entropic, Annealing::annealed_published), undisturbed);
}

/// Symbols that exclude states: few particles often leave none.
const Vector excluding{0.7, 0.0, 0.3, 0.0, 0.6, 0.4, 0.5, 0.5, 0.0};
const Vector seen{0.0, 1.0, 2.0, 0.0, 1.0};

TEST(FilterEvidence, CountsExtinctFiltersAsZero) {
  const auto model =
      make_model("hidden_markov", {{"start", chain_start}, {"transition", chain_transition}, {"emission", excluding}});
  const double exact = starling::testing::forward_backward(
                           starling::testing::hidden_markov_chain(chain_start, chain_transition, excluding, seen))
                           .log_likelihood;
  const Communicator world(MPI_COMM_WORLD);
  const Communicator alone(MPI_COMM_SELF);
  constexpr int replicas = 20000;
  const Observations observations = observed(seen);
  const auto expect = [&](const std::string& name, FilterName method_name, double threshold) {
    FilterSettings settings = method(method_name, 4, Resampling::systematic, threshold);
    settings.on_extinction = OnExtinction::zero;
    std::vector<double> ratios;
    std::vector<double> extinct;
    for (int replica = world.rank(); replica < replicas; replica += world.size()) {
      const auto filter = make_filter(at(alone, {2024, static_cast<std::uint32_t>(replica)}), *model, observations,
                                      settings, bare_table());
      advance(*filter, 5);
      const auto results = filter->results();
      ASSERT_EQ(results.back().name, "extinct");
      EXPECT_EQ(results.back().mean == 1.0, std::isinf(results[0].mean));
      ratios.push_back(std::exp(results[0].mean - exact));
      extinct.push_back(results.back().mean);
    }
    const Average lost = average(world, extinct);
    EXPECT_GT(lost.value, 0.05) << name << ": for this to test anything";
    // Leaving them out would be noticed.
    EXPECT_GT(lost.value, 10.0 * average(world, ratios).error) << name;
    expect_within(name, average(world, ratios), 1.0, 0.06);
  };
  expect("bootstrap", FilterName::bootstrap, 1.0);
  expect("bootstrap below half", FilterName::bootstrap, 0.5);
  expect("entropic", FilterName::entropic, 1.0);  // guided filters see what comes, and do not die out here
}

}  // namespace
}  // namespace starling::smc
