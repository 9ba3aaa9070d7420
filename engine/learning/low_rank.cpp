// Products of factors, in ascending order of every index.
#include "engine/learning/low_rank.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/math/fma.hpp"

namespace starling::learning {

LowRank::LowRank(const ParameterLayout& layout, std::vector<double> base, std::int64_t rank) : base_(std::move(base)) {
  for (std::size_t k = 0; k < layout.blocks().size(); ++k) {
    const ParameterBlock& block = layout.blocks()[k];
    if (block.rows < 2) continue;
    Matrix matrix{block.rows, block.columns, std::min({rank, block.rows, block.columns}), layout.offset(k), 0, 0};
    const double spread = 1.0 / std::sqrt(static_cast<double>(block.rows));
    matrix.left = factors_.add({block.name + ".left", matrix.rows, matrix.rank, spread});
    matrix.right = factors_.add({block.name + ".right", matrix.rank, matrix.columns, 0.0});
    matrices_.push_back(matrix);
  }
}

std::vector<double> LowRank::network(std::span<const double> factors) const {
  std::vector<double> values = base_;
  for (const Matrix& of : matrices_) {
    const double* const left = factors.data() + of.left;
    const double* const right = factors.data() + of.right;
    for (std::int64_t i = 0; i < of.rows; ++i) {
      double* const row = values.data() + of.weights + i * of.columns;
      for (std::int64_t r = 0; r < of.rank; ++r) {
        for (std::int64_t j = 0; j < of.columns; ++j)
          row[j] = math::fma(left[i * of.rank + r], right[r * of.columns + j], row[j]);
      }
    }
  }
  return values;
}

std::vector<double> LowRank::gradient(std::span<const double> factors, std::span<const double> by_network) const {
  std::vector<double> by_factors(factors.size(), 0.0);
  for (const Matrix& of : matrices_) {
    const double* const left = factors.data() + of.left;
    const double* const right = factors.data() + of.right;
    double* const by_left = by_factors.data() + of.left;
    double* const by_right = by_factors.data() + of.right;
    for (std::int64_t i = 0; i < of.rows; ++i) {
      const double* const row = by_network.data() + of.weights + i * of.columns;
      for (std::int64_t r = 0; r < of.rank; ++r) {
        double& sum = by_left[i * of.rank + r];
        for (std::int64_t j = 0; j < of.columns; ++j) {
          sum = math::fma(row[j], right[r * of.columns + j], sum);
          by_right[r * of.columns + j] = math::fma(left[i * of.rank + r], row[j], by_right[r * of.columns + j]);
        }
      }
    }
  }
  return by_factors;
}

}  // namespace starling::learning
