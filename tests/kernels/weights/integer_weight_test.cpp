// Integer weights and the offspring axis against whole numbers of 128 bits.
#include "kernels/weights/integer_weight.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels/weights/offspring_axis.hpp"
#include "kernels/weights/quantise.hpp"

namespace starling {
namespace {

__extension__ using Wide = unsigned __int128;

TEST(IntegerWeight, ShiftLeavesRoomForTheSum) {
  for (const std::int64_t particles : {1LL, 2LL, 3LL, 4LL, 5LL, 1000LL, 1024LL, 1025LL, 2147483647LL}) {
    const int shift = weight_shift(particles);
    const Wide most = static_cast<Wide>(particles) << shift;
    EXPECT_LE(most, Wide{1} << 62) << particles;
    EXPECT_GT(most, Wide{1} << 61) << particles;
  }
}

TEST(IntegerWeight, IsTheFloor) {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> mantissa(0.5, 1.0);
  for (const int shift : {0, 1, 31, 42, 61, 62}) {
    for (int exponent = 0; exponent > -1074; exponent = exponent > -80 ? exponent - 1 : exponent - 97) {
      for (const double m : {mantissa(generator), mantissa(generator), 1.0, 0.5}) {
        const double w = std::ldexp(m, exponent);
        const auto expected = static_cast<std::int64_t>(std::floor(std::ldexp(static_cast<long double>(w), shift)));
        ASSERT_EQ(integer_weight(w, shift), expected) << w << " " << shift;
      }
    }
    EXPECT_EQ(integer_weight(0.0, shift), 0);
  }
}

TEST(IntegerWeight, ToDoubleIsTheNearest) {
  std::mt19937_64 generator(2);
  for (int bits = 0; bits < 63; ++bits) {
    for (int n = 0; n < 100; ++n) {
      const auto value = static_cast<std::int64_t>(generator() >> (63 - bits) >> 1);
      ASSERT_EQ(to_double(value), static_cast<double>(value));
    }
  }
}

TEST(OffspringAxis, WholePartsAreExactAndPointsInOrder) {
  std::mt19937_64 generator(3);
  for (const std::int64_t particles : {1LL, 2LL, 7LL, 1000LL, 1048576LL, 2147483647LL}) {
    for (const std::int64_t total : {std::int64_t{1}, std::int64_t{97}, (std::int64_t{1} << 52) - 5,
                                     (std::int64_t{1} << 62) - 1, std::int64_t{1} << 62}) {
      const OffspringAxis axis(particles, total);
      std::vector<std::int64_t> weights{0, total, total - 1, 1 % (total + 1)};
      for (int n = 0; n < 300; ++n)
        weights.push_back(static_cast<std::int64_t>(generator() % (static_cast<std::uint64_t>(total) + 1)));
      for (std::int64_t k = 0; k < 50; ++k) {  // close to whole points, on both sides
        const auto near = static_cast<std::int64_t>(static_cast<Wide>(k % (particles + 1)) * static_cast<Wide>(total) /
                                                    static_cast<Wide>(particles));
        for (const std::int64_t off : {-1, 0, 1}) weights.push_back(std::clamp<std::int64_t>(near + off, 0, total));
      }
      std::sort(weights.begin(), weights.end());
      double last = 0.0;
      std::int64_t last_whole = 0;
      for (const std::int64_t weight : weights) {
        const AxisPoint point = axis.at(weight);
        const Wide product = static_cast<Wide>(weight) * static_cast<Wide>(particles);
        ASSERT_EQ(point.whole, static_cast<std::int64_t>(product / static_cast<Wide>(total)));
        const auto remainder = static_cast<std::int64_t>(product % static_cast<Wide>(total));
        ASSERT_NEAR(point.fraction, static_cast<double>(static_cast<long double>(remainder) / total), 3e-16);
        ASSERT_TRUE(point.whole > last_whole || point.fraction >= last);
        last = point.fraction;
        last_whole = point.whole;
      }
      EXPECT_EQ(axis.at(total).whole, particles);
      EXPECT_EQ(axis.at(total).fraction, 0.0);
    }
  }
}

TEST(Quantise, LargestIsFoundAnywhere) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::int64_t count : {0, 1, 255, 256, 257, 1000}) {
    std::vector<double> log_weight(static_cast<std::size_t>(count), -infinity);
    EXPECT_EQ(largest_log_weight(log_weight.data(), count), -infinity);
    EXPECT_EQ(first_bad_log_weight(log_weight.data(), count), count);
    for (std::int64_t at = 0; at<count; at += count> 300 ? 37 : 5) {
      log_weight[at] = -7.5;
      EXPECT_EQ(largest_log_weight(log_weight.data(), count), -7.5) << at;
      log_weight[at] = infinity;
      EXPECT_EQ(largest_log_weight(log_weight.data(), count), infinity) << at;
      log_weight[at] = std::numeric_limits<double>::quiet_NaN();
      EXPECT_TRUE(std::isnan(largest_log_weight(log_weight.data(), count))) << at;
      EXPECT_EQ(first_bad_log_weight(log_weight.data(), count), at);
      log_weight[at] = -infinity;
    }
  }
}

}  // namespace
}  // namespace starling
