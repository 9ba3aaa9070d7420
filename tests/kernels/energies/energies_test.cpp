// Energies against their formulas, and gradients against differences of energies.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/energies/funnel.hpp"
#include "kernels/energies/gaussian.hpp"
#include "kernels/energies/quartic.hpp"
#include "kernels/energies/two_modes.hpp"

namespace starling::energies {
namespace {

template <class Energy>
void expect_slope(const Energy& energy, std::vector<double> x) {
  std::vector<double> gradient(x.size());
  energy.gradient(x.data(), gradient.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    constexpr double h = 1e-3;
    const auto at = [&](double shift) {
      std::vector<double> moved = x;
      moved[i] += shift;
      return energy.energy(moved.data());
    };
    // Fourth order.
    const double slope = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
    EXPECT_NEAR(gradient[i], slope, 1e-8 * (1.0 + std::abs(slope))) << Energy::name << " " << i;
  }
}

TEST(Energies, HaveTheGradientsOfTheirValues) {
  expect_slope(Gaussian::from({3, {2.5}}), {0.3, -1.2, 2.0});
  expect_slope(Gaussian::from({2, {1.0, 3.0}}), {0.3, -1.2});
  expect_slope(Gaussian::from({2, {2.0, 0.8, 0.8, 1.0}}), {0.3, -1.2});
  expect_slope(Quartic::from({3}), {0.3, -1.2, 2.0});
  for (const double x : {-5.0, -2.1, -0.2, 0.0, 0.1, 0.4, 2.5, 6.0})
    expect_slope(TwoModes::from({2, 0.25, 2.0, 0.5}), {x, -x});
  expect_slope(Funnel::from({2, 1.0}), {0.7, -1.2, 0.4});
  expect_slope(Funnel::from({3, 2.0}), {-2.0, 0.1, 0.4, -0.2});
}

TEST(Energies, AreTheirFormulas) {
  const std::vector<double> x{0.6, -1.1};
  EXPECT_NEAR(Gaussian::from({2, {2.0, 0.8, 0.8, 1.0}}).energy(x.data()),
              0.5 * (2.0 * 0.36 + 2.0 * 0.8 * 0.6 * -1.1 + 1.21), 1e-15);
  EXPECT_NEAR(Quartic::from({2}).energy(x.data()), 0.25 * (std::pow(0.6, 4) + std::pow(1.1, 4)), 1e-15);
  double modes = 0.0;
  for (const double y : x) {
    modes -= std::log(0.3 * std::exp(-(y - 1.5) * (y - 1.5) / 0.5) + 0.7 * std::exp(-(y + 1.5) * (y + 1.5) / 0.5));
  }
  EXPECT_NEAR(TwoModes::from({2, 0.3, 1.5, 0.5}).energy(x.data()), modes, 1e-13);
  EXPECT_EQ(TwoModes::from({2, 0.3, 1.5, 0.5}).function(0, x.data()), 0.5);
  EXPECT_NEAR(Funnel::from({1, 1.0}).energy(x.data()), 0.5 * (0.36 + std::exp(-0.6) * 1.21 + 0.6), 1e-15);
}

TEST(Energies, TwoModesAreFiniteFarAway) {
  const TwoModes modes = TwoModes::from({1, 0.25, 2.0, 0.5});
  for (const double x : {-1e3, 1e3}) {
    double gradient = 0.0;
    modes.gradient(&x, &gradient);
    EXPECT_NEAR(gradient, 4.0 * (x > 0.0 ? x - 2.0 : x + 2.0), 1e-9);
    EXPECT_TRUE(std::isfinite(modes.energy(&x)));
  }
}

TEST(Energies, ObjectToWhatIsNoPrecision) {
  EXPECT_EQ(Gaussian::objection({2, {2.0, 0.8, 0.8, 1.0}}), "");
  EXPECT_EQ(Gaussian::objection({100, {2.0}}), "");
  EXPECT_NE(Gaussian::objection({2, {1.0, 2.0, 2.0, 1.0}}).find("positive definite"), std::string::npos);
  EXPECT_NE(Gaussian::objection({2, {1.0, 0.2, 0.1, 1.0}}).find("symmetric"), std::string::npos);
  EXPECT_NE(Gaussian::objection({1, {-1.0}}).find("positive definite"), std::string::npos);
  EXPECT_NE(Gaussian::objection({2, {1.0, 2.0, 3.0}}).find("1 number"), std::string::npos);
  EXPECT_NE(Gaussian::objection({17, std::vector<double>(17, 1.0)}).find("16"), std::string::npos);
  EXPECT_NE(Gaussian::objection({2, {}}).find("1 number"), std::string::npos);
}

}  // namespace
}  // namespace starling::energies
