// Uniform and normal numbers: exact discretisation, lanes against single calls, accuracy, and their distribution.
#include "kernels/random/normal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::random {
namespace {

TEST(Uniform, CoversItsIntervalEvenly) {
  EXPECT_EQ(uniform_open(0), 0x1p-33);
  EXPECT_EQ(uniform_open(0xffffffffu), 1.0 - 0x1p-33);
  EXPECT_EQ(uniform_open(0x80000000u), 0.5 + 0x1p-33);
  EXPECT_EQ(uniform_53(0, 0), 0.0);
  EXPECT_EQ(uniform_53(~0u, ~0u), 1.0 - 0x1p-53);
  EXPECT_EQ(uniform_53(0x80000000u, 0), 0.5);
  EXPECT_EQ(uniform_53(0, 0x800u), 0x1p-53);
}

TEST(Uniform, NumbersComeFromTheDocumentedWords) {
  const Key key = make_key(3);
  const Words words = philox(make_counter(9, 4, Purpose::initial_position, 1), key);
  EXPECT_EQ(uniform(9, key, 4, Purpose::initial_position, 2), uniform_53(words.w[0], words.w[1]));
  EXPECT_EQ(uniform(9, key, 4, Purpose::initial_position, 3), uniform_53(words.w[2], words.w[3]));
}

TEST(Uniform, HasTheMomentsOfAUniformNumber) {
  constexpr int count = 1 << 20;
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < count; ++i) {
    const double u = uniform(static_cast<std::uint32_t>(i), make_key(1), 0, Purpose::initial_position, 1);
    sum += u;
    squares += u * u;
  }
  // Five standard errors each.
  EXPECT_NEAR(sum / count, 0.5, 5.0 * std::sqrt(1.0 / 12.0 / count));
  EXPECT_NEAR(squares / count, 1.0 / 3.0, 5.0 * std::sqrt(4.0 / 45.0 / count));
}

TEST(Normal, IsBoxAndMullerToRounding) {
  const long double turn = 2.0L * std::acos(-1.0L);
  double worst = 0.0;
  for (int i = 0; i < 200000; ++i) {
    const Words words = philox(make_counter(static_cast<std::uint32_t>(i), 0, Purpose::dynamics, 0), {1, 2});
    const NormalPair pair = normal_pair(words.w[0], words.w[1]);
    const long double radius = std::sqrt(-2.0L * std::log((words.w[0] + 0.5L) * 0x1p-32L));
    const long double angle = turn * (words.w[1] + 0.5L) * 0x1p-32L;
    worst = std::max(worst, static_cast<double>(std::fabs(pair.first - radius * std::cos(angle))));
    worst = std::max(worst, static_cast<double>(std::fabs(pair.second - radius * std::sin(angle))));
  }
  EXPECT_LT(worst, 1.6e-15);
}

TEST(Normal, HasTheDocumentedReach) {
  double longest = 0.0;
  for (const std::uint64_t angle : {0x0ull, 0x3fffffffull, 0x40000000ull, 0x80000000ull, 0xffffffffull}) {
    const NormalPair pair = normal_pair(0, angle);
    longest = std::max({longest, std::fabs(pair.first), std::fabs(pair.second)});
  }
  EXPECT_GT(longest, 6.76);
  EXPECT_LT(longest, 6.77);
  // The shortest radius: sqrt(-2 ln(1 - 2^-33)).
  const NormalPair shortest = normal_pair(0xffffffffu, 0);
  EXPECT_NEAR(shortest.first, 0x1p-16, 1e-14);
}

std::uint64_t fold(std::uint64_t sum, double value) {
  return (sum ^ math::bits_of(value) ^ (sum >> 31)) * 0x9e3779b97f4a7c15u;
}

template <int Count, int Lanes>
void expect_lanes(std::uint64_t recorded) {
  const Key key = make_key(2024, 1);
  std::uint64_t sum = 0xcbf29ce484222325u;
  for (int start = 0; start < 1 << 14; start += Lanes) {
    std::int32_t entity[Lanes];
    for (int lane = 0; lane < Lanes; ++lane) entity[lane] = (start + lane) * 37 + 5;
    double out[Count][Lanes];
    normals<Count, Lanes>(entity, key, 1234567890123u, Purpose::dynamics, out);
    for (int i = 0; i < Lanes * Count; ++i) {
      const int lane = i / Count, n = i % Count;
      const double alone = normal(static_cast<std::uint32_t>(entity[lane]), key, 1234567890123u, Purpose::dynamics, n);
      ASSERT_EQ(math::bits_of(out[n][lane]), math::bits_of(alone)) << "normal " << n << " of lane " << lane;
      sum = fold(sum, out[n][lane]);
    }
  }
  EXPECT_EQ(sum, recorded) << std::hex << "0x" << sum;
}

TEST(Normals, InLanesHaveTheBitsOfSingleCalls) {
  expect_lanes<1, 64>(0x7f52217ab39fed55u);
  expect_lanes<2, 128>(0x17e58d31f3cb2695u);
  expect_lanes<3, 128>(0x69ff8b4c3258338eu);
  expect_lanes<4, 64>(0x515b7a7c45c9a839u);
  expect_lanes<6, 32>(0x82686055ec7a0e9du);
  expect_lanes<3, 1>(0x69ff8b4c3258338eu);
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
    double out[4][64];
    normals<4, 64>(entity, key, static_cast<std::uint64_t>(block * 64 / entities), Purpose::dynamics, out);
    for (int i = 0; i < 4 * 64; ++i) z.push_back(out[i % 4][i / 4]);
  }
  return z;
}

TEST(Normals, HaveTheMomentsOfStandardNormals) {
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

TEST(Normals, AreUncorrelatedWithinADrawAndBetweenEntitiesAndSteps) {
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

TEST(Normals, FollowTheNormalDistribution) {
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
