// Laws on a line by quadrature: quantiles and the distribution function against the normal law and against each other.
#include "drivers/diffusion/targets/tabulated_law.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace starling::diffusion {
namespace {

TEST(TabulatedLaws, AreTheNormalLaw) {
  const TabulatedLaw normal([](double x) { return -0.5 * (x - 3.0) * (x - 3.0) / 4.0; }, -25.0, 31.0, 2.0);
  EXPECT_NEAR(normal.log_total(), std::log(2.0 * std::sqrt(2.0 * std::acos(-1.0))), 1e-13);
  EXPECT_NEAR(normal.mean(), 3.0, 1e-12);
  EXPECT_NEAR(normal.second_moment(), 13.0, 1e-11);
  // Tables of the normal distribution: upper 2.5 %, 10^-6, 10^-12.
  EXPECT_NEAR(normal.quantile(0.975), 3.0 + 2.0 * 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal.quantile(1e-6), 3.0 - 2.0 * 4.753424308822899, 1e-9);
  EXPECT_NEAR(normal.quantile(1e-12), 3.0 - 2.0 * 7.034483825301132, 1e-6);
}

/// Far apart, of different widths, and with a step at an edge of cells.
TEST(TabulatedLaws, QuantilesInvertTheDistributionFunction) {
  const auto modes = [](double x) {
    const double narrow = -0.5 * (x + 2.0) * (x + 2.0) / 0.01;
    const double wide = -0.5 * (x - 3.0) * (x - 3.0);
    const double most = std::max(narrow, wide);
    return most + std::log(3.0 * std::exp(narrow - most) + std::exp(wide - most));
  };
  const auto stepped = [](double x) { return -0.5 * x * x + (x > 0.0 && x < 1.0 ? 4.0 : 0.0); };
  for (const TabulatedLaw& law : {TabulatedLaw(modes, -20.0, 20.0, 0.1), TabulatedLaw(stepped, -16.0, 16.0, 1.0)}) {
    ASSERT_TRUE(law.is_law());
    double last = -20.0;
    for (int n = 0; n < 1000; ++n) {
      const double u = (n + 0.5) / 1000.0;
      const double x = law.quantile(u);
      EXPECT_GT(x, last);
      EXPECT_NEAR(law.below(x), u, 1e-14) << x;
      last = x;
    }
  }
}

}  // namespace
}  // namespace starling::diffusion
