// The cube root against long double.
#include "kernels/math/cube_root.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace starling {
namespace {

TEST(CubeRoot, IsWithinTwoUlp) {
  for (int exponent = -30; exponent <= 60; ++exponent) {
    for (int k = 0; k < 1000; ++k) {
      const double x = std::ldexp(1.0 + k / 1000.0, exponent);
      const long double exact = std::cbrt(static_cast<long double>(x));
      const double ulp = std::nextafter(static_cast<double>(exact), 1e300) - static_cast<double>(exact);
      EXPECT_LE(std::abs(static_cast<long double>(math::cube_root(x)) - exact), 2.0L * ulp) << x;
    }
  }
}

}  // namespace
}  // namespace starling
