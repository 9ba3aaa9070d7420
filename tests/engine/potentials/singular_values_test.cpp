// Ratios of singular values that are known.
#include "engine/potentials/singular_values.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/potentials/small_potential.hpp"

namespace starling::potentials {
namespace {

using Rows = std::vector<std::vector<double>>;

TEST(SingularValues, OfKnownMatrices) {
  EXPECT_NEAR(singular_value_ratio(Rows{{2, 0}, {0, -8}, {0, 0}}), 0.25, 1e-15);
  // Eigenvalues of the product with its transpose: 3 +- root of 5, over 2.
  EXPECT_NEAR(singular_value_ratio(Rows{{1, 1}, {0, 1}}), std::sqrt((3 - std::sqrt(5.0)) / (3 + std::sqrt(5.0))),
              1e-15);
  EXPECT_EQ(singular_value_ratio(Rows{{0, 0}, {0, 0}}), 0.0);
  EXPECT_EQ(singular_value_ratio(Rows{{1, 2}}), 0.0) << "fewer rows than columns";
}

/// Three columns of random numbers, and a fourth that is the sum of two with a little of its own: the ratio is of the order of
/// that little, far below the root of what rounding leaves of squares.
TEST(SingularValues, SmallRatiosAreSeen) {
  for (const double little : {1e-3, 1e-7, 1e-12}) {
    Rows rows;
    for (std::uint32_t r = 0; r < 300; ++r) {
      std::vector<double>& row = rows.emplace_back();
      for (std::uint64_t c = 0; c < 3; ++c) row.push_back(testing_support::any_uniform(r, c) - 0.5);
      row.push_back(row[0] - row[1] + little * (testing_support::any_uniform(r, 3) - 0.5));
    }
    const double ratio = singular_value_ratio(rows);
    EXPECT_GT(ratio, 0.2 * little);
    EXPECT_LT(ratio, little);
  }
}

}  // namespace
}  // namespace starling::potentials
