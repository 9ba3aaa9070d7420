// Normals of a step: accuracy, lanes against single calls, and their distribution.
#include "kernels/random/step_normals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/random/key.hpp"

namespace starling::random {
namespace {

TEST(StepNormal, IsBoxAndMullerToSinglePrecision) {
  const long double half_turn = std::acos(-1.0L);
  double worst = 0.0;
  for (int i = 0; i < 200000; ++i) {
    const Words words = philox(make_counter(static_cast<std::uint32_t>(i), 0, Purpose::dynamics, 0), {1, 2});
    const StepNormalPair pair = step_normal_pair(words.w[0], words.w[1]);
    const float scaled = static_cast<float>(words.w[0] / 2) + 0.5F;
    const long double radius = std::sqrt(-2.0L * std::log(scaled * 0x1p-31L));
    const long double part = (static_cast<std::int32_t>(words.w[1] << 1) + 1.0L) * 0x1p-32L;
    const long double angle = half_turn * (part + (words.w[1] >> 31));
    worst = std::max(worst, static_cast<double>(std::fabs(pair.first - radius * std::cos(angle))));
    worst = std::max(worst, static_cast<double>(std::fabs(pair.second - radius * std::sin(angle))));
  }
  EXPECT_LT(worst, 1e-6);
}

TEST(StepNormal, HasTheDocumentedReach) {
  float longest = 0.0F;
  for (const std::uint32_t angle : {0x0u, 0x3fffffffu, 0x40000000u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    const StepNormalPair pair = step_normal_pair(1, angle);
    longest = std::max({longest, std::fabs(pair.first), std::fabs(pair.second)});
  }
  EXPECT_GT(longest, 6.660F);
  EXPECT_LT(longest, 6.662F);
  EXPECT_EQ(std::fabs(step_normal_pair(0xffffffffu, 0).first), 0.0F);
}

TEST(StepNormal, IsOddInItsSign) {
  for (int i = 0; i < 1000; ++i) {
    const Words words = philox(make_counter(static_cast<std::uint32_t>(i), 0, Purpose::dynamics, 0), {1, 2});
    const StepNormalPair pair = step_normal_pair(words.w[0], words.w[1]);
    const StepNormalPair turned = step_normal_pair(words.w[0], words.w[1] ^ 0x80000000u);
    const StepNormalPair mirrored = step_normal_pair(words.w[0], words.w[1] ^ 0x7fffffffu);
    ASSERT_EQ(turned.first, -pair.first);
    ASSERT_EQ(turned.second, -pair.second);
    ASSERT_EQ(mirrored.first, pair.first);
    ASSERT_EQ(mirrored.second, -pair.second);
  }
}

std::uint64_t fold(std::uint64_t sum, float value) {
  return (sum ^ std::bit_cast<std::uint32_t>(value) ^ (sum >> 31)) * 0x9e3779b97f4a7c15u;
}

template <int Count, int Lanes>
void expect_lanes(std::uint64_t recorded) {
  const Key key = make_key(2024, 1);
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (int start = 0; start < 1 << 14; start += Lanes) {
    std::int32_t entity[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) entity[lane] = (start + lane) * 37 + 5;
    float out[Count][Lanes];
    step_normals<Count, Lanes>(entity, key, 1234567890123u, Purpose::dynamics, out);
    for (int i = 0; i < Lanes * Count; ++i) {
      const int lane = i / Count, n = i % Count;
      const float alone =
          step_normal(static_cast<std::uint32_t>(entity[lane]), key, 1234567890123u, Purpose::dynamics, n);
      ASSERT_EQ(std::bit_cast<std::uint32_t>(out[n][lane]), std::bit_cast<std::uint32_t>(alone))
          << "normal " << n << " of lane " << lane;
      sum = fold(sum, out[n][lane]);
    }
  }
  EXPECT_EQ(sum, recorded) << std::hex << "0x" << sum;
}

TEST(StepNormals, InLanesHaveTheBitsOfSingleCalls) {
  expect_lanes<1, 64>(0xd1d129bdccdc63fbu);
  expect_lanes<2, 128>(0x5561ef13f49b5806u);
  expect_lanes<3, 128>(0x74e0f3033182ecb3u);
  expect_lanes<4, 64>(0xd7014df9d71f72beu);
  expect_lanes<6, 32>(0xd1ec31414eca9eb7u);
  expect_lanes<3, 1>(0x74e0f3033182ecb3u);
}

/// 2^20 draws of four normals, of which entity varies fastest, then step.
std::vector<double> draws() {
  constexpr int entities = 1 << 14, steps = 1 << 6;
  std::vector<double> z;
  z.reserve(4ull * entities * steps);
  const Key key = make_key(77);
  for (int block = 0; block < steps * entities / 64; ++block) {
    std::int32_t entity[64];
    for (int lane = 0; lane < 64; ++lane) entity[lane] = block * 64 % entities + lane;
    float out[4][64];
    step_normals<4, 64>(entity, key, static_cast<std::uint64_t>(block * 64 / entities), Purpose::dynamics, out);
    for (int i = 0; i < 4 * 64; ++i) z.push_back(out[i % 4][i / 4]);
  }
  return z;
}

TEST(StepNormals, HaveTheMomentsOfStandardNormals) {
  const std::vector<double> z = draws();
  const auto count = static_cast<double>(z.size());
  double first = 0, second = 0, third = 0, fourth = 0;
  for (const double x : z) {
    first += x;
    second += x * x;
    third += x * x * x;
    fourth += x * x * x * x;
  }
  // Five standard errors each.
  EXPECT_NEAR(first / count, 0.0, 5.0 / std::sqrt(count));
  EXPECT_NEAR(second / count, 1.0, 5.0 * std::sqrt(2.0 / count));
  EXPECT_NEAR(third / count, 0.0, 5.0 * std::sqrt(15.0 / count));
  EXPECT_NEAR(fourth / count, 3.0, 5.0 * std::sqrt(96.0 / count));
}

TEST(StepNormals, AreUncorrelatedWithinADrawAndBetweenEntitiesAndSteps) {
  const std::vector<double> z = draws();
  constexpr std::size_t next_entity = 4, next_step = 4u << 14;
  for (const std::size_t lag : {std::size_t{1}, std::size_t{2}, std::size_t{3}, next_entity, next_step}) {
    double products = 0.0, squares = 0.0;
    const std::size_t count = z.size() - lag;
    for (std::size_t i = 0; i < count; ++i) {
      products += z[i] * z[i + lag];
      squares += (z[i] * z[i] - 1.0) * (z[i + lag] * z[i + lag] - 1.0);
    }
    // Five standard errors of the correlations of z and of z^2.
    EXPECT_NEAR(products / static_cast<double>(count), 0.0, 5.0 / std::sqrt(static_cast<double>(count))) << lag;
    EXPECT_NEAR(squares / static_cast<double>(count), 0.0, 10.0 / std::sqrt(static_cast<double>(count))) << lag;
  }
}

TEST(StepNormals, FollowTheNormalDistribution) {
  std::vector<double> z = draws();
  std::sort(z.begin(), z.end());
  const auto count = static_cast<double>(z.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double expected = 0.5 * std::erfc(-z[i] * std::sqrt(0.5));
    distance = std::max({distance, std::fabs(expected - static_cast<double>(i) / count),
                         std::fabs(expected - static_cast<double>(i + 1) / count)});
  }
  // Kolmogorov and Smirnov: a true sample exceeds this once in 10^4 times.
  EXPECT_LT(distance * std::sqrt(count), 2.23);
  const auto beyond =
      static_cast<double>(std::count_if(z.begin(), z.end(), [](double x) { return std::fabs(x) > 4.0; }));
  const double expected = count * std::erfc(4.0 * std::sqrt(0.5));
  EXPECT_NEAR(beyond, expected, 5.0 * std::sqrt(expected));
}

}  // namespace
}  // namespace starling::random
