// Block averages against series whose error of the mean is known, and bits through save and load.
#include "engine/statistics/block_average.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"
#include "tests/engine/statistics/correlated_series.hpp"

namespace starling {
namespace {

using test::CorrelatedSeries;
using test::exact_error;

struct Calibration {
  double mean_ratio = 0.0;      // estimated / exact error
  double coverage = 0.0;        // share of series whose mean is within two estimated errors of the truth
  double spread_of_mean = 0.0;  // root mean square of mean / exact error
};

Calibration calibrate(double correlation, int samples, int series) {
  Calibration result;
  const double exact = exact_error(correlation, samples);
  for (int s = 0; s < series; ++s) {
    CorrelatedSeries values(correlation, static_cast<unsigned>(1000 + s));
    BlockAverage average;
    for (int i = 0; i < samples; ++i) average.push(values.next());
    const double estimate = average.standard_error().value();
    result.mean_ratio += estimate / exact / series;
    if (std::abs(average.mean()) < 2.0 * estimate) result.coverage += 1.0 / series;
    result.spread_of_mean += average.mean() * average.mean() / (exact * exact) / series;
  }
  result.spread_of_mean = std::sqrt(result.spread_of_mean);
  return result;
}

TEST(BlockAverage, StandardErrorIsRightForWhiteNoise) {
  const auto result = calibrate(0.0, 4096, 300);
  // From some 100 blocks, with the factor of Student's t: the mean of 300 ratios that scatter by 8 %.
  EXPECT_NEAR(result.mean_ratio, 1.01, 0.03);
  // 300 normal draws have a root mean square of 1 +- 1/sqrt(600): five of these.
  EXPECT_NEAR(result.spread_of_mean, 1.0, 5.0 / std::sqrt(600.0));
  // Two true errors cover 95.4 +- 1.2 %; with an estimate that scatters about as many.
  EXPECT_GT(result.coverage, 0.954 - 4 * 0.012);
}

TEST(BlockAverage, StandardErrorIsRightForCorrelatedSeries) {
  for (const double correlation : {0.5, 0.95}) {
    const auto result = calibrate(correlation, 16384, 200);
    // Which level an estimate comes from depends on the series; none is far from the truth on average.
    EXPECT_GT(result.mean_ratio, 0.95) << correlation;
    EXPECT_LT(result.mean_ratio, 1.10) << correlation;
    EXPECT_NEAR(result.spread_of_mean, 1.0, 5.0 / std::sqrt(400.0)) << correlation;
    EXPECT_GT(result.coverage, 0.954 - 4 * 0.015) << correlation;
  }
}

TEST(BlockAverage, VarianceByLongBlocksHasNoBias) {
  constexpr int series = 400;
  double sum = 0.0;
  double squares = 0.0;
  for (int s = 0; s < series; ++s) {
    CorrelatedSeries values(0.9, static_cast<unsigned>(7000 + s));
    BlockAverage average;
    for (int i = 0; i < 4000; ++i) average.push(values.next());
    const double exact = exact_error(0.9, 4000);
    const double ratio = average.block_variance(16).value() / (exact * exact);
    sum += ratio / series;
    squares += ratio * ratio / series;
  }
  // Blocks of 128 samples are 13 correlation times long: what they hide is below that over their length.
  EXPECT_NEAR(sum, 1.0, 4.0 * std::sqrt((squares - sum * sum) / series) + 0.08);
  EXPECT_GT(sum, 0.85);
  BlockAverage few;
  for (const double value : {1.0, 2.0, 4.0}) few.push(value);
  EXPECT_DOUBLE_EQ(few.block_variance(3).value(), 7.0 / 9.0);
  EXPECT_FALSE(few.block_variance(4).has_value());
}

TEST(BlockAverage, FewSamplesGiveWhatTheyCan) {
  BlockAverage average;
  EXPECT_EQ(average.samples(), 0);
  EXPECT_EQ(average.mean(), 0.0);
  EXPECT_FALSE(average.standard_error());
  average.push(1.0);
  EXPECT_FALSE(average.standard_error());
  EXPECT_EQ(average.mean(), 1.0);
  average.push(3.0);
  EXPECT_EQ(average.mean(), 2.0);
  EXPECT_DOUBLE_EQ(average.standard_error().value(), 1.0);  // s = sqrt(2), n = 2
  for (int i = 0; i < 6; ++i) average.push(i < 3 ? 10.0 : -10.0);
  EXPECT_EQ(average.samples(), 8);
  // Level 1 and 2 would give more, but from four and two blocks.
  EXPECT_DOUBLE_EQ(average.standard_error().value(), std::sqrt((0.25 + 6.25 + 3 * 90.25 + 3 * 110.25) / 56.0));
}

TEST(BlockAverage, UsesALevelOnceItHasSixteenBlocks) {
  // Pairs of equal values: samples underestimate the error, blocks of two do not.
  BlockAverage average;
  for (int block = 0; block < 16; ++block) {
    const double value = block % 2 == 0 ? 1.0 : -1.0;
    average.push(value);
    if (block == 15) {
      EXPECT_NEAR(average.standard_error().value(), std::sqrt(1.0 / 30.0), 1e-3);
    }
    average.push(value);
  }
  EXPECT_DOUBLE_EQ(average.standard_error().value(), std::sqrt(16.0 / (16.0 * 15.0)));
}

TEST(BlockAverage, LargeOffsetsDoNotSpoilTheError) {
  BlockAverage plain;
  BlockAverage shifted;
  CorrelatedSeries values(0.3, 5);
  for (int i = 0; i < 4096; ++i) {
    const double value = std::round(values.next() * 1024.0) / 1024.0;
    plain.push(value);
    shifted.push(value + 1e9);
  }
  EXPECT_NEAR(shifted.standard_error().value() / plain.standard_error().value(), 1.0, 1e-6);
  EXPECT_NEAR(shifted.mean() - 1e9, plain.mean(), 1e-6);
}

TEST(BlockAverage, ContinuesToTheSameBitsFromEveryPoint) {
  constexpr int samples = 200;
  std::vector<double> series;
  CorrelatedSeries values(0.8, 9);
  for (int i = 0; i < samples; ++i) series.push_back(values.next() * 1e-5 + 0.1);
  BlockAverage whole;
  for (const double value : series) whole.push(value);
  const std::string expected = whole.save().dump();

  BlockAverage first_part;
  for (std::size_t cut = 0; cut <= series.size(); ++cut) {
    BlockAverage resumed = BlockAverage::load(nlohmann::json::parse(first_part.save().dump()));
    EXPECT_EQ(resumed.samples(), static_cast<std::int64_t>(cut));
    for (std::size_t i = cut; i < series.size(); ++i) resumed.push(series[i]);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(resumed.mean()), std::bit_cast<std::uint64_t>(whole.mean())) << cut;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(resumed.standard_error().value()),
              std::bit_cast<std::uint64_t>(whole.standard_error().value()))
        << cut;
    ASSERT_EQ(resumed.save().dump(), expected) << cut;
    if (cut < series.size()) first_part.push(series[cut]);
  }
}

TEST(BlockAverage, RefusesSamplesThatAreNotFinite) {
  BlockAverage average;
  average.push(1.0);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity(), 1e200}) {
    EXPECT_THROW(average.push(bad), Failure);
  }
  EXPECT_EQ(average.samples(), 1);
  EXPECT_EQ(average.mean(), 1.0);
}

TEST(BlockAverage, RefusesDamagedStates) {
  for (const char* const text :
       {"{}", "[]", R"({"levels": []})", R"({"levels": 3})", R"({"levels": [[2, 0.5, null, 0.0]], "trend": 0.0})",
        R"({"levels": [[1, 0.5]], "trend": 0.0})",
        R"({"levels": [[4, 0.5, 1.0, 0.0], [1, 0.5, 0.0, 0.5]], "trend": 0.0})",
        R"({"levels": [[2, 0.5, 1.0, 0.0]], "trend": 0.0})", R"({"levels": [[1, 0.5, -1.0, 0.5]], "trend": 0.0})",
        R"({"levels": [[0, 0.0, 0.0, 0.0]], "trend": 0.0})",
        R"({"levels": [[1, 0.5, 0.0, 0.5], [0, 0.0, 0.0, 0.0]], "trend": 0.0})"}) {
    try {
      static_cast<void>(BlockAverage::load(nlohmann::json::parse(text)));
      ADD_FAILURE() << "accepted " << text;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::file_error) << text;
    }
  }
}

}  // namespace
}  // namespace starling
