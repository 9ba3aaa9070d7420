// Weighted covariances by sums without order, and their Cholesky factor in a fixed one.
#include "engine/population/weighted_covariance.hpp"

#include <cmath>
#include <vector>

#include "engine/comm/exact_sum.hpp"
#include "kernels/math/exponential.hpp"

namespace starling {

namespace {

/// w_j
struct RelativeWeight {
  const double* weight;
  STARLING_FUNCTION double operator()(std::int64_t j) const { return weight[j]; }
};

/// w_j x_j
struct RelativelyWeightedValue {
  const double* weight;
  const double* value;
  STARLING_FUNCTION double operator()(std::int64_t j) const { return weight[j] * value[j]; }
};

/// w_j (x_j - mean of x) (y_j - mean of y)
struct RelativelyWeightedProduct {
  const double* weight;
  const double* one;
  const double* other;
  double mean_of_one;
  double mean_of_other;
  STARLING_FUNCTION double operator()(std::int64_t j) const {
    return weight[j] * ((one[j] - mean_of_one) * (other[j] - mean_of_other));
  }
};

DeviceArray<double> relative_weights(const WeightedPopulation& population, double largest) {
  const std::int64_t count = population.slots().count;
  DeviceArray<double> weight(Kokkos::view_alloc(Kokkos::WithoutInitializing, "weight"), count);
  const double* const log_weight = population.log_weight();
  Kokkos::parallel_for(
      "relative weights", IndexRange(0, count),
      KOKKOS_LAMBDA(std::int64_t j) { weight(j) = math::exp(log_weight[j] - largest); });
  return weight;
}

}  // namespace

LowerTriangle cholesky_factor(const LowerTriangle& matrix, int dimension) {
  constexpr double least = 0x1p-40;  // of a direction's variance: less is rounding
  LowerTriangle factor;
  for (int row = 0; row < dimension; ++row) {
    for (int column = 0; column <= row; ++column) {
      double rest = matrix.element[packed_index(row, column)];
      for (int k = 0; k < column; ++k)
        rest -= factor.element[packed_index(row, k)] * factor.element[packed_index(column, k)];
      double& element = factor.element[packed_index(row, column)];
      const double pivot = factor.element[packed_index(column, column)];
      if (column < row) {
        element = pivot > 0.0 ? rest / pivot : 0.0;
      } else {
        element = rest > least * matrix.element[packed_index(row, row)] ? std::sqrt(rest) : 0.0;
      }
    }
  }
  return factor;
}

LowerTriangle weighted_covariance(const WeightedPopulation& population, double largest, int dimension) {
  const std::int64_t count = population.slots().count;
  const DeviceArray<double> weights = relative_weights(population, largest);
  const double* const weight = weights.data();
  const auto column = [&](int c) { return population.now() + c * population.now_stride(); };

  ExactSumBatch first(population.group(), population.slots().total);
  first.add(count, RelativeWeight{weight});
  for (int c = 0; c < dimension; ++c) first.add(count, RelativelyWeightedValue{weight, column(c)});
  const std::vector<double> sums = first.reduce();
  std::vector<double> mean;
  for (int c = 0; c < dimension; ++c) mean.push_back(sums[static_cast<std::size_t>(c) + 1] / sums[0]);

  ExactSumBatch second(population.group(), population.slots().total);
  for (int row = 0; row < dimension; ++row) {
    for (int other = 0; other <= row; ++other) {
      second.add(count,
                 RelativelyWeightedProduct{weight, column(row), column(other), mean[static_cast<std::size_t>(row)],
                                           mean[static_cast<std::size_t>(other)]});
    }
  }
  const std::vector<double> products = second.reduce();
  LowerTriangle covariance;
  for (std::size_t k = 0; k < products.size(); ++k) covariance.element[k] = products[k] / sums[0];
  return covariance;
}

}  // namespace starling
