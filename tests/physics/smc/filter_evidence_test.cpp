// log mean Z-hat against exact log-likelihoods. Every estimate is tested at four standard errors over at least 50 replicas
// with fixed seeds: some 20 estimates, so a filter that is right fails once in 800 choices of seeds.
#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;
using starling::testing::Vector;

/// On a line, with the exact log-likelihood of some observations.
struct Line {
  std::unique_ptr<StateSpace> model = make_model("linear_gaussian", {{"observation_covariance", {0.5}}});
  Observations observations;
  double exact;

  Line(std::int64_t length, std::uint64_t seed)
      : observations(simulated(*model, length, seed)),
        exact(starling::testing::kalman({{0.9}, {1.0}, {1.0}, {0.5}, {0.0}, {1.0 / 0.19}},
                                        rows_of_observations(observations, 1))
                  .log_likelihood) {}

  void expect(const std::string& name, const FilterSettings& settings, double sharpness) const {
    expect_evidence(name, *model, observations, settings, exact, sharpness);
  }
};

TEST(FilterEvidence, OfALinearGaussianModelOnALine) {
  const Line line(100, 2);
  line.expect("bootstrap", method(FilterName::bootstrap, 4000), 0.15);
  line.expect("bootstrap, stratified", method(FilterName::bootstrap, 4000, Resampling::stratified, 0.5), 0.15);
  line.expect("guided", method(FilterName::guided, 2000), 0.1);
  line.expect("auxiliary", method(FilterName::auxiliary, 2000), 0.1);
}

/// Corrected annealing pays for its diversity with weights that stay uneven: over long times its variance is large.
TEST(FilterEvidence, OfALinearGaussianModelOverAShortTimeByAnnealing) {
  const Line line(8, 2);
  FilterSettings settings = method(FilterName::entropic, 8000, Resampling::systematic, 0.6);
  line.expect("entropic", settings, 0.1);
  settings.annealing = Annealing::entropy;
  line.expect("entropic by entropy", settings, 0.1);
  settings.annealing = Annealing::corrected;
  settings.look_ahead = true;
  line.expect("entropic with a look-ahead", settings, 0.1);
}

TEST(FilterEvidence, OfALinearGaussianModelInFourDimensions) {
  const Vector transition{0.9, 0.1, 0.0, 0.0, -0.1, 0.8, 0.2, 0.0, 0.0, 0.0, 0.7, 0.3, 0.1, 0.0, -0.2, 0.6};
  const Vector noise{1.0, 0.3, 0.0, 0.0, 0.3, 1.0, 0.2, 0.0, 0.0, 0.2, 0.5, 0.1, 0.0, 0.0, 0.1, 0.8};
  const Vector observation{1.0, 0.0, 0.5, 0.0, 0.0, 1.0, 0.0, -0.5};
  const Vector error{0.5, 0.1, 0.1, 0.4};
  const auto model = make_model("linear_gaussian", {{"dimension", {4.0}},
                                                    {"transition", transition},
                                                    {"noise_covariance", noise},
                                                    {"observation", observation},
                                                    {"observation_covariance", error},
                                                    {"start_covariance", {2.0}}});
  const Observations observations = simulated(*model, 50, 2);
  const Vector start{2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0};
  const double exact = starling::testing::kalman({transition, noise, observation, error, Vector(4, 0.0), start},
                                                 rows_of_observations(observations, 2))
                           .log_likelihood;
  expect_evidence("bootstrap", *model, observations, method(FilterName::bootstrap, 8000), exact, 0.15);
  expect_evidence("guided", *model, observations, method(FilterName::guided, 2000), exact, 0.12);
  expect_evidence("auxiliary", *model, observations, method(FilterName::auxiliary, 2000, Resampling::multinomial, 0.9),
                  exact, 0.1);
}

TEST(FilterEvidence, OfStochasticVolatility) {
  const auto model = make_model("stochastic_volatility", {});
  const Observations observations = exchange_rate_returns();
  ASSERT_EQ(observations.size(), 750U);
  constexpr double exact = -492.454242622;
  expect_evidence("bootstrap", *model, observations, method(FilterName::bootstrap, 2500), exact, 0.4);
  expect_evidence("guided", *model, observations, method(FilterName::guided, 1000), exact, 0.4);
  expect_evidence("auxiliary", *model, observations, method(FilterName::auxiliary, 1000), exact, 0.4);
}

TEST(FilterEvidence, OfGordonsModel) {
  const auto model = make_model("gordon", {});
  const Observations observations = simulated(*model, 40, 3);
  const double exact =
      starling::testing::forward_backward(starling::testing::gordon_chain(first_component(observations)))
          .log_likelihood;
  expect_evidence("bootstrap", *model, observations, method(FilterName::bootstrap, 8000), exact, 0.15);
  expect_evidence("auxiliary", *model, observations, method(FilterName::auxiliary, 8000), exact, 0.15);
}

TEST(FilterEvidence, OfASmallEpidemic) {
  const auto model = make_model("sir", {{"population", {12.0}}, {"infectious", {2.0}}, {"transmission", {0.9}}});
  const Vector counts{1.0, 0.0, 2.0, 1.0, 0.0, 1.0, 0.0, 0.0};
  const auto chain = starling::testing::sir_chain({12, 2, 0.9, 0.2, 0.5, 0.1, 0.0}, counts);
  const double exact = starling::testing::forward_backward(chain).log_likelihood;
  expect_evidence("bootstrap", *model, observed(counts), method(FilterName::bootstrap, 5000), exact, 0.02);
  expect_evidence("auxiliary", *model, observed(counts), method(FilterName::auxiliary, 5000), exact, 0.02);
  const auto dispersed = make_model(
      "sir", {{"population", {12.0}}, {"infectious", {2.0}}, {"transmission", {0.9}}, {"overdispersion", {0.7}}});
  const auto wide = starling::testing::sir_chain({12, 2, 0.9, 0.2, 0.5, 0.1, 0.7}, counts);
  expect_evidence("bootstrap, negative binomial", *dispersed, observed(counts), method(FilterName::bootstrap, 5000),
                  starling::testing::forward_backward(wide).log_likelihood, 0.02);
}

}  // namespace
}  // namespace starling::smc
