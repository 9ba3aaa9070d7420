// Coverage of intervals of shares, added up over all outcomes.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/statistics/share_error.hpp"

namespace starling {
namespace {

/// The probability that the share of `count` answers is within two errors of `p`.
double coverage(int count, double p) {
  double covered = 0.0;
  for (int k = 0; k <= count; ++k) {
    const double log_probability = std::lgamma(count + 1.0) - std::lgamma(k + 1.0) - std::lgamma(count - k + 1.0) +
                                   k * std::log(p) + (count - k) * std::log1p(-p);
    const double share = static_cast<double>(k) / count;
    if (std::abs(share - p) <= 2.0 * share_error(share, count)) covered += std::exp(log_probability);
  }
  return covered;
}

TEST(ShareError, CoversAtAnyShare) {
  struct Least {
    int count;
    double anywhere, on_average;
  };
  for (const Least& least :
       {Least{8, 0.82, 0.92}, Least{20, 0.88, 0.94}, Least{50, 0.91, 0.945}, Least{200, 0.93, 0.95}}) {
    double sum = 0.0;
    for (int k = 0; k < 400; ++k) {
      const double p = (k + 0.5) / 400.0;
      EXPECT_GE(coverage(least.count, p), least.anywhere) << least.count << " answers, p = " << p;
      sum += coverage(least.count, p) / 400.0;
    }
    EXPECT_NEAR(sum, least.on_average, 0.01) << least.count;
  }
}

TEST(ShareError, IsTheUsualOneOfMany) { EXPECT_NEAR(share_error(0.3, 1e6), std::sqrt(0.21 / 1e6), 1e-8); }

}  // namespace
}  // namespace starling
