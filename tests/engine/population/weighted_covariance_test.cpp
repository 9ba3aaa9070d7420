// Covariances of weighted particles, and their Cholesky factors.
#include "engine/population/weighted_covariance.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>
#include <vector>

namespace starling {
namespace {

TEST(CholeskyFactor, TimesItsTransposeIsTheMatrix) {
  LowerTriangle matrix;
  const double rows[3][3] = {{4.0, 0.0, 0.0}, {2.0, 5.0, 0.0}, {-1.0, 0.5, 3.0}};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column <= row; ++column) matrix.element[packed_index(row, column)] = rows[row][column];
  }
  const LowerTriangle factor = cholesky_factor(matrix, 3);
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column <= row; ++column) {
      double product = 0.0;
      for (int k = 0; k <= column; ++k)
        product += factor.element[packed_index(row, k)] * factor.element[packed_index(column, k)];
      EXPECT_NEAR(product, rows[row][column], 1e-14);
    }
  }
}

TEST(CholeskyFactor, IsZeroAlongADirectionWithoutVariance) {
  LowerTriangle matrix;  // of (x, 3 x, y)
  const double elements[6] = {0.1, 0.3, 0.9, 0.0, 0.0, 2.0};
  for (int k = 0; k < 6; ++k) matrix.element[k] = elements[k];
  const LowerTriangle factor = cholesky_factor(matrix, 3);
  EXPECT_NEAR(factor.element[packed_index(1, 0)], 3.0 * factor.element[0], 1e-15);
  EXPECT_EQ(factor.element[packed_index(1, 1)], 0.0);
  EXPECT_NEAR(factor.element[packed_index(2, 2)], std::sqrt(2.0), 1e-15);
}

TEST(WeightedCovariance, IsThatOfTheParticles) {
  const Communicator world(MPI_COMM_WORLD);
  constexpr std::int64_t particles = 6;
  const double x[particles] = {1.0, -2.0, 0.5, 3.0, -1.5, 2.0};
  const double y[particles] = {0.0, 1.0, -1.0, 2.0, 0.5, -3.0};
  const double log_weight[particles] = {-1.0, 0.0, -0.5, -2.0, -0.1, -5.0};
  WeightedPopulation population(world, particles, 2);
  std::vector<double> rows;
  std::vector<double> log_weights;
  for (std::int64_t j = 0; j < population.slots().count; ++j) {
    const std::int64_t slot = population.slots().first + j;
    rows.insert(rows.end(), {x[slot], y[slot]});
    log_weights.push_back(log_weight[slot]);
  }
  population.load_rows(rows, log_weights);
  const LowerTriangle covariance = weighted_covariance(population, 0.0, 2);
  double total = 0.0, mean_x = 0.0, mean_y = 0.0;
  for (const double each : log_weight) total += std::exp(each);
  for (std::int64_t j = 0; j < particles; ++j) {
    mean_x += std::exp(log_weight[j]) / total * x[j];
    mean_y += std::exp(log_weight[j]) / total * y[j];
  }
  double xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::int64_t j = 0; j < particles; ++j) {
    const double w = std::exp(log_weight[j]) / total;
    xx += w * (x[j] - mean_x) * (x[j] - mean_x);
    xy += w * (x[j] - mean_x) * (y[j] - mean_y);
    yy += w * (y[j] - mean_y) * (y[j] - mean_y);
  }
  EXPECT_NEAR(covariance.element[packed_index(0, 0)], xx, 1e-14);
  EXPECT_NEAR(covariance.element[packed_index(1, 0)], xy, 1e-14);
  EXPECT_NEAR(covariance.element[packed_index(1, 1)], yy, 1e-14);
}

}  // namespace
}  // namespace starling
