// What paths of all models share on their way to files.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/device_copy.hpp"

namespace starling::jump {

/// Times of the grid of one launch.
inline constexpr std::int64_t most_times = 4096;

/// A device array as the doubles of a column.
template <class T>
[[nodiscard]] std::vector<double> doubles_of(const DeviceArray<T>& array) {
  const std::vector<T> values = host_copy(array);
  return std::vector<double>(values.begin(), values.end());
}

}  // namespace starling::jump
