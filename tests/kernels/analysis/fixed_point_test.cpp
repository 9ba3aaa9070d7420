// Coordinates in 32 bits: minimum images by themselves, the same distance from either side.
#include "kernels/analysis/fixed_point.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace starling::analysis {
namespace {

TEST(FixedPoint, GivesTheMinimumImage) {
  const Box<2> box{{7.3, 40.0}};
  const auto fixed = FixedPoint<2>::of(box);
  std::mt19937_64 generator(5);
  for (int trial = 0; trial < 100000; ++trial) {
    for (int d = 0; d < 2; ++d) {
      std::uniform_real_distribution<double> anywhere(0.0, box.edge[d]);
      const double a = anywhere(generator);
      const double b = anywhere(generator);
      const double exact = minimum_image(a - b, box.edge[d]);
      const float found = fixed.apart(fixed.of(a, d), fixed.of(b, d), d);
      // Two coordinates cut to 2^-32 of the edge, and a float.
      const double tolerance = box.edge[d] * 0x1p-31 + std::abs(exact) * 0x1p-22;
      const bool at_half = std::abs(std::abs(exact) - 0.5 * box.edge[d]) < tolerance;
      ASSERT_TRUE(at_half || std::abs(found - exact) < tolerance) << a << " " << b;
      ASSERT_TRUE(at_half || found == -fixed.apart(fixed.of(b, d), fixed.of(a, d), d)) << a << " " << b;
    }
  }
}

TEST(FixedPoint, TakesWhatRoundsUpToTheEdgeAsZero) {
  for (const double edge : {1.0, 7.3, 160.42, 1e-3}) {
    const auto fixed = FixedPoint<1>::of(Box<1>{{edge}});
    const std::uint32_t last = fixed.of(std::nextafter(edge, 0.0), 0);
    EXPECT_LE(std::abs(fixed.apart(last, fixed.of(0.0, 0), 0)), edge * 0x1p-31);
  }
}

}  // namespace
}  // namespace starling::analysis
