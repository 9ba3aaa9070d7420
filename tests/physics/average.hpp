// A mean over replicas, or other independent values, that the ranks share.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/comm/exact_sum.hpp"

namespace starling {

/// A mean and its standard error.
struct Average {
  double value = 0.0;
  double error = 0.0;
};

/// Of the values of all ranks, of which there are at least two.
inline Average average(const Communicator& world, const std::vector<double>& values) {
  const auto count = static_cast<double>(world.sum(static_cast<std::int64_t>(values.size())));
  const double mean = exact_sum(world, values) / count;
  std::vector<double> squares;
  for (const double value : values) squares.push_back((value - mean) * (value - mean));
  return {mean, std::sqrt(exact_sum(world, squares) / (count * (count - 1.0)))};
}

}  // namespace starling
