// Evidences of models with fractional noise, at four standard errors over replicas with fixed seeds.
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

/// log Z of 750 returns by an independent program, whose errors are given with it: K = 8, the default rates, and a start of the
/// variance sigma^2/(2 theta), the stationary one at H = 1/2.
TEST(FractionalEvidence, OfFitsToTheReturnsIsAnIndependentPrograms) {
  struct Fit {
    double hurst, reversion, volatility, mean, log_evidence, error;
  };
  for (const Fit& fit :
       {Fit{0.1, 0.1159, 0.4546, -1.694, -479.64, 0.06}, Fit{0.3, 0.1555, 0.3954, -1.689, -481.26, 0.03},
        Fit{0.5, 0.0173, 0.0606, -1.605, -484.54, 0.06}, Fit{0.7, 3.0341, 1.799, -1.743, -476.75, 0.04}}) {
    const auto model = make_model("fractional_volatility",
                                  {{"hurst", {fit.hurst}},
                                   {"reversion", {fit.reversion}},
                                   {"volatility", {fit.volatility}},
                                   {"mean", {fit.mean}},
                                   {"start_variance", {fit.volatility * fit.volatility / (2.0 * fit.reversion)}}},
                                  750);
    Average ratio =
        evidence_ratio(*model, exchange_rate_returns(), method(FilterName::bootstrap, 4000), 12, fit.log_evidence);
    ratio.error = std::hypot(ratio.error, fit.error);
    expect_within(fmt::format("H = {}: Z-hat / Z", fit.hurst), ratio, 1.0, 0.5);
  }
}

}  // namespace
}  // namespace starling::smc
