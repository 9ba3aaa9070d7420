// Eigenvalues against those of a matrix whose are known, and what defines them.
#include "engine/statistics/symmetric_eigenvalues.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace starling {
namespace {

/// 2 on the diagonal, -1 beside it: 2 - 2 cos(pi k / (n + 1)).
TEST(SymmetricEigenvalues, AreKnownOfAChain) {
  constexpr std::size_t n = 9;
  std::vector<std::vector<double>> rows(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    rows[i][i] = 2.0;
    if (i + 1 < n) rows[i][i + 1] = rows[i + 1][i] = -1.0;
  }
  const std::vector<EigenPair> pairs = symmetric_eigenvalues(rows);
  ASSERT_EQ(pairs.size(), n);
  for (std::size_t k = 0; k < n; ++k) {
    const double exact = 2.0 - 2.0 * std::cos(M_PI * static_cast<double>(n - k) / static_cast<double>(n + 1));
    EXPECT_NEAR(pairs[k].value, exact, 1e-14);
    for (std::size_t l = 0; l <= k; ++l) {
      double product = 0.0;
      for (std::size_t i = 0; i < n; ++i) product += pairs[k].vector[i] * pairs[l].vector[i];
      EXPECT_NEAR(product, k == l ? 1.0 : 0.0, 1e-14);
    }
    for (std::size_t i = 0; i < n; ++i) {
      double image = 0.0;
      for (std::size_t j = 0; j < n; ++j) image += rows[i][j] * pairs[k].vector[j];
      EXPECT_NEAR(image, exact * pairs[k].vector[i], 1e-14);
    }
  }
}

TEST(SymmetricEigenvalues, OfADiagonalMatrixAreSorted) {
  const std::vector<EigenPair> pairs = symmetric_eigenvalues({{1.0, 0.0}, {0.0, 3.0}});
  EXPECT_EQ(pairs[0].value, 3.0);
  EXPECT_EQ(pairs[0].vector, (std::vector<double>{0.0, 1.0}));
  EXPECT_EQ(pairs[1].value, 1.0);
}

}  // namespace
}  // namespace starling
