// Gradients of made-up blocks of particles, dealt to ranks in several ways.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "engine/learning/gradient_sum.hpp"

namespace starling::testing_support {

/// Gradients of all particle blocks, row by row, and four statistics of each.
template <class Real>
struct BlockTable {
  learning::ParameterLayout layout{{{"weights", 31, 20, 0.0}, {"biases", 1, 7, 0.0}, {"last", 3, 100, 0.0}}};
  std::vector<std::vector<Real>> gradients;
  std::vector<std::vector<double>> statistics;

  explicit BlockTable(std::size_t blocks, int exponents = 20) {
    std::mt19937_64 generator(5);
    const auto number = [&] {
      const double mantissa = static_cast<double>(static_cast<std::int64_t>(generator())) * 0x1p-63;
      return std::ldexp(mantissa, static_cast<int>(generator() % static_cast<std::uint64_t>(exponents)) - exponents);
    };
    for (std::size_t b = 0; b < blocks; ++b) {
      auto& gradient = gradients.emplace_back();
      for (std::int64_t i = 0; i < layout.size(); ++i) gradient.push_back(static_cast<Real>(number()));
      auto& statistic = statistics.emplace_back();
      for (int k = 0; k < 4; ++k) statistic.push_back(number() * std::ldexp(1.0, 30 * k));
    }
  }
};

template <class T>
DeviceArray<T> on_device(const std::vector<T>& values) {
  DeviceArray<T> device("values", values.size());
  const auto host = Kokkos::create_mirror_view(device);
  for (std::size_t i = 0; i < values.size(); ++i) host(i) = values[i];
  Kokkos::deep_copy(device, host);
  return device;
}

/// The sum when this rank has these blocks, in this order; rows are apart by more than their length, with NaN between.
template <class Real>
learning::GradientTotals sum_of(const Communicator& world, const BlockTable<Real>& table,
                                const std::vector<std::size_t>& mine, double divisor, std::int64_t announced) {
  std::vector<Real> gradients;
  std::vector<double> statistics;
  for (const std::size_t b : mine) {
    gradients.insert(gradients.end(), table.gradients[b].begin(), table.gradients[b].end());
    gradients.insert(gradients.end(), 5, std::numeric_limits<Real>::quiet_NaN());
    statistics.insert(statistics.end(), table.statistics[b].begin(), table.statistics[b].end());
  }
  const auto on_device_gradients = on_device(gradients);
  const auto on_device_statistics = on_device(statistics);
  learning::GradientSum sum(world, table.layout, announced);
  return sum.reduce(learning::BlockGradients<Real>{static_cast<std::int64_t>(mine.size()), on_device_gradients.data(),
                                                   table.layout.size() + 5, on_device_statistics.data(), 4},
                    divisor);
}

/// Blocks in the given order, dealt to ranks in proportion to `weights`, contiguously.
inline std::vector<std::size_t> share(const Communicator& world, const std::vector<std::size_t>& order,
                                      const std::vector<std::size_t>& weights) {
  std::vector<std::size_t> owners;
  for (std::size_t r = 0; r < static_cast<std::size_t>(world.size()); ++r) {
    owners.insert(owners.end(), weights[r % weights.size()], r);
  }
  std::vector<std::size_t> mine;
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (owners[k * owners.size() / order.size()] == static_cast<std::size_t>(world.rank())) mine.push_back(order[k]);
  }
  return mine;
}

inline std::vector<std::size_t> all_blocks(std::size_t blocks) {
  std::vector<std::size_t> order(blocks);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

}  // namespace starling::testing_support
