// Uniform and normal numbers: exact discretisation and accuracy.
#include "kernels/random/normal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

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

}  // namespace
}  // namespace starling::random
