// Evidences of models with fractional noise, at four standard errors over 50 replicas with fixed seeds.
#include "tests/physics/smc/filter_replicas.hpp"

namespace starling::smc {
namespace {

using namespace testing_support;

Observations sines() {
  std::vector<double> values;
  for (int k = 1; k <= 50; ++k)
    values.push_back(0.6 * std::sin(0.23 * k) + 0.3 * std::cos(1.7 * k) + 0.2 * std::sin(1.0 * k * k));
  return observed(values);
}

TEST(FractionalEvidence, OfAnOrnsteinUhlenbeckProcessIsTheKalmanFilters) {
  const auto model = make_model("fractional_ou", {{"slowest", {0.02}}, {"fastest", {100.0}}}, 50);
  expect_evidence("guided", *model, sines(), method(FilterName::guided, 2000), -30.411253, 0.05);
  expect_evidence("auxiliary", *model, sines(), method(FilterName::auxiliary, 2000), -30.411253, 0.05);
  expect_evidence("bootstrap", *model, sines(), method(FilterName::bootstrap, 8000), -30.411253, 0.08);
}

/// At H = 1/2 with a stationary start it is plain stochastic volatility.
TEST(FractionalEvidence, OfVolatilityWithoutMemoryIsTheGridFilters) {
  const double reversion = -std::log(0.9702);
  const double stationary = 0.178 * 0.178 / (1.0 - 0.9702 * 0.9702);
  const auto model = make_model("fractional_volatility",
                                {{"hurst", {0.5}},
                                 {"reversion", {reversion}},
                                 {"volatility", {std::sqrt(2.0 * reversion * stationary)}},
                                 {"start_variance", {stationary}}},
                                750);
  expect_evidence("bootstrap", *model, exchange_rate_returns(), method(FilterName::bootstrap, 2500), -492.454242622,
                  0.4);
}

}  // namespace
}  // namespace starling::smc
