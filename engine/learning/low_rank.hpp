// Low-rank changes of a network's weights, for another task than it was trained for: Hu et al., arXiv 2106.09685.
#pragma once

#include <span>
#include <vector>

#include "engine/learning/parameters.hpp"

namespace starling::learning {

/// Every matrix W of a network that has several rows becomes W + A B with `rank` columns of A and rows of B, or as many as W has
/// of the fewer.
class LowRank {
 public:
  /// `base`: the network's parameters, in the order of `layout`.
  LowRank(const ParameterLayout& layout, std::vector<double> base, std::int64_t rank);

  /// Of the parameters of all A and B.
  [[nodiscard]] const ParameterLayout& layout() const { return factors_; }
  /// Those from which the network begins as it was: every A is drawn, every B is zero.
  [[nodiscard]] std::vector<double> start(random::Key key) const { return initial_parameters(factors_, key, 1); }
  /// The network's parameters.
  [[nodiscard]] std::vector<double> network(std::span<const double> factors) const;
  /// From a gradient by the network's parameters that by the factors: dA = dW B^T, dB = A^T dW.
  [[nodiscard]] std::vector<double> gradient(std::span<const double> factors, std::span<const double> by_network) const;

 private:
  struct Matrix {
    std::int64_t rows, columns, rank;
    std::int64_t weights;  ///< where they begin in the network's vector, and A and B in that of factors
    std::int64_t left, right;
  };
  std::vector<Matrix> matrices_;
  ParameterLayout factors_;
  std::vector<double> base_;
};

}  // namespace starling::learning
