// Verdicts on errors: intervals of resolved series cover, and what is too short or drifts is not called resolved.
#include "engine/statistics/block_error.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/statistics/block_average.hpp"
#include "tests/engine/statistics/correlated_series.hpp"

namespace starling {
namespace {

using test::CorrelatedSeries;

struct Verdicts {
  double resolved = 0.0;  // share of the series
  double covers = 0.0;    // share of the resolved ones whose 95 % interval holds the mean
  double needed = 0.0;    // mean of samples_needed over the series' length
};

/// Judges `series` series of `length` samples; `shape(value, i)` turns a normal variate into sample i, of mean 0.
template <class Shape>
Verdicts judge(double correlation, int length, int series, Shape&& shape) {
  Verdicts verdicts;
  for (int s = 0; s < series; ++s) {
    CorrelatedSeries values(correlation, static_cast<unsigned>(7000 + s));
    BlockAverage average;
    for (int i = 0; i < length; ++i) average.push(shape(values.next(), i));
    const AverageError found = average.estimate().value();
    verdicts.needed += static_cast<double>(found.samples_needed) / length / series;
    EXPECT_EQ(found.resolved, found.samples_needed <= length);
    if (!found.resolved) continue;
    verdicts.resolved += 1.0;
    if (std::abs(average.mean()) < 1.96 * found.error) verdicts.covers += 1.0;
  }
  verdicts.covers /= std::max(verdicts.resolved, 1.0);
  verdicts.resolved /= series;
  return verdicts;
}

double as_it_is(double value, int) { return value; }

/// Samples a relaxation time are 4 and 20. 3,000 series tell a coverage to 0.4 %.
TEST(BlockError, IntervalsOfLongSeriesCover) {
  for (const int per_time : {4, 20}) {
    const double correlation = std::exp(-1.0 / per_time);
    for (const int times : {200, 500}) {
      const Verdicts verdicts = judge(correlation, times * per_time, per_time == 4 ? 3000 : 1000, as_it_is);
      EXPECT_GT(verdicts.resolved, 0.97) << times << " relaxation times, " << per_time;
      EXPECT_GT(verdicts.covers, 0.93) << times << " relaxation times, " << per_time;
      EXPECT_LT(verdicts.covers, 0.97) << times << " relaxation times, " << per_time;
    }
  }
}

/// The errors of such series are uncertain by a quarter and more, and too small on average. Were a part of them called
/// resolved, it would be those whose error came out smallest.
TEST(BlockError, ShortSeriesAreNotResolved) {
  for (const int per_time : {4, 20}) {
    const double correlation = std::exp(-1.0 / per_time);
    for (const int times : {10, 40}) {
      const Verdicts verdicts = judge(correlation, times * per_time, per_time == 4 ? 3000 : 1000, as_it_is);
      EXPECT_LT(verdicts.resolved, 0.002) << times << " relaxation times, " << per_time;
    }
  }
}

/// 48 lengths of half the variance, 2.55 relaxation times each, are 122 of these; dyadic levels see a little more.
TEST(BlockError, SaysHowManySamplesItTakes) {
  const Verdicts short_series = judge(std::exp(-0.25), 40 * 4, 1000, as_it_is);
  EXPECT_GT(short_series.needed * 40.0, 90.0);
  EXPECT_LT(short_series.needed * 40.0, 250.0);
  const Verdicts long_series = judge(std::exp(-0.25), 400 * 4, 500, as_it_is);
  EXPECT_NEAR(long_series.needed * 400.0, 130.0, 20.0);
}

TEST(BlockError, WhiteNoiseIsResolvedAndSkewedSeriesCover) {
  const Verdicts white = judge(0.0, 300, 3000, as_it_is);
  EXPECT_GT(white.resolved, 0.98);
  EXPECT_NEAR(white.covers, 0.95, 0.02);
  // Squares relax twice as fast, and their means are skewed.
  const Verdicts squares = judge(std::exp(-0.25), 1600, 2000, [](double value, int) { return value * value - 1.0; });
  EXPECT_GT(squares.resolved, 0.98);
  EXPECT_NEAR(squares.covers, 0.95, 0.02);
}

/// A rate that relaxes from 1.63 to 1.40 during the run, in noise that hides it from short blocks: the halves differ.
TEST(BlockError, DriftsAreNotResolved) {
  for (const double noise : {0.0, 0.02, 0.1, 0.2}) {
    const int length = 2000;
    const Verdicts verdicts = judge(0.5, length, 200, [&](double value, int i) {
      return 1.40 + 0.23 * std::exp(-3.0 * i / length) + noise * value;
    });
    EXPECT_EQ(verdicts.resolved, 0.0) << noise;
    EXPECT_GT(verdicts.needed, 2.0) << noise;
  }
}

TEST(BlockError, FewSamplesAreNotResolved) {
  BlockAverage average;
  CorrelatedSeries values(0.0, 3);
  EXPECT_FALSE(average.estimate());
  average.push(values.next());
  EXPECT_FALSE(average.estimate());
  for (int samples = 2; samples <= 48; ++samples) {
    average.push(values.next());
    EXPECT_FALSE(average.estimate()->resolved) << samples;
    EXPECT_GT(average.estimate()->samples_needed, samples);
  }
}

TEST(BlockError, WhatNeverChangesIsKnown) {
  BlockAverage average;
  for (int samples = 1; samples <= 40; ++samples) {
    average.push(0.25);
    if (samples < 2) continue;
    EXPECT_EQ(average.estimate()->error, 0.0);
    EXPECT_EQ(average.estimate()->resolved, samples >= 16);
  }
}

/// Its last bits may drift.
TEST(BlockError, WhatChangesInItsLastBitsIsKnown) {
  BlockAverage average;
  for (int i = 0; i < 64; ++i) average.push(1.0 + 1e-15 * i);
  EXPECT_TRUE(average.estimate()->resolved);
  EXPECT_LT(average.estimate()->error, 1e-14);
}

/// One step in an otherwise constant series: no level keeps less than half the variance.
TEST(BlockError, AStepIsNotResolved) {
  BlockAverage average;
  for (int i = 0; i < 1000; ++i) average.push(i < 400 ? 1.0 : 2.0);
  EXPECT_FALSE(average.estimate()->resolved);
  EXPECT_GE(average.estimate()->samples_needed, 24000);
}

}  // namespace
}  // namespace starling
