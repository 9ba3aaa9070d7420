// Counts from uniform numbers, and their probabilities, against sums and products in extended precision.
#include "kernels/random/counts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace starling::random {
namespace {

long double exact_binomial(long double k, long double n, long double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

long double exact_negative_binomial(long double k, long double mean, long double overdispersion) {
  if (overdispersion == 0.0L) return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
  const long double size = 1.0L / overdispersion;
  return std::exp(std::lgamma(k + size) - std::lgamma(size) - std::lgamma(k + 1) -
                  size * std::log1p(mean * overdispersion) + k * std::log(mean / (size + mean)));
}

/// Draws at evenly spaced uniform numbers: each outcome takes its probability of them, except for the two ends of its
/// interval, and up to what the sum of the probabilities before it is off.
template <class Draw, class Exact>
void expect_frequencies(Draw draw, Exact exact) {
  constexpr int draws = 50000;
  std::map<double, double> seen;
  double mean = 0.0;
  for (int i = 0; i < draws; ++i) {
    const double k = draw((i + 0.5) / draws);
    ASSERT_EQ(k, std::floor(k));
    seen[k] += 1.0 / draws;
    mean += k / draws;
  }
  double whole = 0.0;
  for (const auto& [k, frequency] : seen) {
    const auto probability = static_cast<double>(exact(k));
    EXPECT_NEAR(frequency, probability, 1.5 / draws) << k;
    whole += probability;
  }
  // What was never drawn is too rare to be: at most one spacing's worth in each tail.
  EXPECT_GT(whole, 1.0 - 100.0 / draws) << mean;
}

TEST(Counts, BinomialDrawsHaveTheirProbabilities) {
  for (const double n : {1.0, 7.0, 50.0, 1000.0}) {
    for (const double p : {0.003, 0.2, 0.5, 0.97}) {
      SCOPED_TRACE(n);
      SCOPED_TRACE(p);
      expect_frequencies([&](double u) { return binomial(n, p, 1.0 - p, u); },
                         [&](double k) { return exact_binomial(k, n, p); });
    }
  }
}

TEST(Counts, PoissonAndNegativeBinomialDrawsHaveTheirProbabilities) {
  for (const double mean : {0.01, 0.9, 12.0, 800.0}) {
    for (const double overdispersion : {0.0, 0.05, 0.7, 3.0}) {
      if (mean > 100.0 && overdispersion > 0.1) continue;  // too many outcomes for the number of draws
      SCOPED_TRACE(mean);
      SCOPED_TRACE(overdispersion);
      expect_frequencies([&](double u) { return negative_binomial(mean, overdispersion, u); },
                         [&](double k) { return exact_negative_binomial(k, mean, overdispersion); });
    }
  }
}

TEST(Counts, HaveTheirEndsAndTails) {
  constexpr double last = 1.0 - 0x1p-53;
  EXPECT_EQ(binomial(0.0, 0.3, 0.7, 0.5), 0.0);
  EXPECT_EQ(binomial(9.0, 0.0, 1.0, last), 0.0);
  EXPECT_EQ(binomial(9.0, 1.0, 0.0, 0.0), 9.0);
  EXPECT_EQ(poisson(0.0, last), 0.0);
  for (const double n : {1.0, 30.0, 1e6, 1e9}) {
    for (const double u : {0.0, 0.5, last}) {
      const double k = binomial(n, 0.4, 0.6, u);
      EXPECT_GE(k, 0.0);
      EXPECT_LE(k, n);
      EXPECT_NEAR(k, 0.4 * n, 10.0 * std::sqrt(0.24 * n));
    }
  }
  for (const double u : {0.0, 0.5, last}) EXPECT_NEAR(poisson(1e8, u), 1e8, 1e5);
}

TEST(CountProbabilities, AreWithinTheirBounds) {
  for (const double n : {1.0, 12.0, 300.0, 1e5}) {
    for (const double part : {0.0, 0.1, 0.5, 1.0}) {
      const double k = std::floor(part * n);
      for (const double p : {0.01, 0.5, 0.9}) {
        const auto exact = static_cast<double>(std::log(exact_binomial(k, n, p)));
        if (!std::isfinite(exact)) continue;
        EXPECT_NEAR(math::log_binomial(k, n, p, 1.0 - p), exact, 1e-13 + 3e-15 * std::lgamma(n + 1.0));
      }
      for (const double overdispersion : {0.0, 0.2, 5.0}) {
        const double mean = 0.3 * n;
        const auto exact = static_cast<double>(std::log(exact_negative_binomial(k, mean, overdispersion)));
        if (!std::isfinite(exact)) continue;
        EXPECT_NEAR(math::log_negative_binomial(k, mean, overdispersion), exact,
                    1e-12 + 3e-15 * (std::lgamma(n + 10.0) + n * std::log(n + 1.0)));
      }
    }
  }
  EXPECT_NEAR(math::log_poisson(0.0, 0.0), 0.0, 1e-13);
  EXPECT_EQ(math::log_poisson(1.0, 0.0), -INFINITY);
  EXPECT_NEAR(math::log_binomial(0.0, 5.0, 0.0, 1.0), 0.0, 1e-13);
  EXPECT_EQ(math::log_binomial(2.0, 5.0, 0.0, 1.0), -INFINITY);
  EXPECT_NEAR(math::log_negative_binomial(9.0, 8.0, 0.999e-8), math::log_negative_binomial(9.0, 8.0, 1.001e-8), 1e-6);
}

}  // namespace
}  // namespace starling::random
