// Weights of slots and the integer sums that a consensus is made of.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/consensus/moves.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/reduction/split.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling::consensus {

/// What must be known before anything is added: ranks agree on the maximum of each. `lowest` is the least cost times -1, NaN
/// if a cost is not finite.
struct Bounds {
  double lowest;
  double coordinate;  ///< the largest |x|
  double apart;       ///< the largest |x - c|^2
};

inline Bounds bounds_of(const Slots& slots, const double* cost, const double* apart) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  double coordinate = 0.0;
  double distance = 0.0;
  std::int64_t bad = 0;
  const double* const x = slots.x;
  const std::int64_t stride = slots.stride;
  const int dimension = slots.dimension;
  Kokkos::parallel_reduce(
      "bounds of slots", IndexRange(0, slots.count),
      KOKKOS_LAMBDA(std::int64_t j, std::int64_t & low, double& most, double& far, std::int64_t& wrong) {
        const std::int64_t rank = rank_of(-cost[j]);
        low = rank > low ? rank : low;
        far = apart[j] > far ? apart[j] : far;
        wrong += reduction::finite_magnitude(cost[j]) <= std::numeric_limits<double>::max() ? 0 : 1;
        for (int k = 0; k < dimension; ++k) {
          const double magnitude = reduction::finite_magnitude(x[k * stride + j]);
          most = magnitude > most ? magnitude : most;
        }
      },
      Kokkos::Max<std::int64_t>(lowest), Kokkos::Max<double>(coordinate), Kokkos::Max<double>(distance),
      Kokkos::Sum<std::int64_t>(bad));
  // Without a slot there is neither.
  const double nothing = -std::numeric_limits<double>::infinity();
  if (slots.count == 0) return {nothing, 0.0, 0.0};
  return {bad > 0 ? std::numeric_limits<double>::quiet_NaN() : of_rank(lowest), coordinate, distance};
}

/// w = e^(-alpha (cost - least)), 0 where that is below e^-708.
inline void weigh_costs(const double* cost, std::int64_t count, double alpha, double least, double* weight) {
  Kokkos::parallel_for(
      "weigh costs", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t j) {
        const double exponent = alpha * (least - cost[j]);
        weight[j] = exponent > -708.0 ? math::exp_in_range(exponent) : 0.0;
      });
}

/// Sum number 0 is of w, 1 of |x - c|^2, 2 + k of w x_k, and behind them those of w (x_k - m_k)(x_l - m_l), l <= k, row by row.
struct WeightedSums {
  Slots slots;
  const double* weight;
  const double* apart;
  const double* middle;  ///< m; null where second moments are not wanted
  reduction::SplitScale of_weight, of_apart, of_coordinate, of_product;
  std::int64_t* parts;  ///< high and low of each

  [[nodiscard]] static int sums(int dimension, bool products) {
    return 2 + dimension + (products ? dimension * (dimension + 1) / 2 : 0);
  }

  STARLING_FUNCTION void operator()(std::int64_t sum) const {
    const int d = slots.dimension;
    const auto number = static_cast<int>(sum);
    if (number == 0) return store(number, of_weight, [w = weight](std::int64_t j) { return w[j]; });
    if (number == 1) return store(number, of_apart, [a = apart](std::int64_t j) { return a[j]; });
    if (number < 2 + d) {
      const double* const x = slots.x + (number - 2) * slots.stride;
      return store(number, of_coordinate, [w = weight, x](std::int64_t j) { return w[j] * x[j]; });
    }
    int row = 0;
    int column = number - 2 - d;
    while (column > row) column -= ++row;
    const double* const x = slots.x + row * slots.stride;
    const double* const y = slots.x + column * slots.stride;
    store(number, of_product, [w = weight, x, y, m = middle[row], n = middle[column]](std::int64_t j) {
      return w[j] * (x[j] - m) * (y[j] - n);
    });
  }

 private:
  template <class Value>
  STARLING_FUNCTION void store(int number, const reduction::SplitScale& by, const Value& value) const {
    const reduction::SplitScale scale = by;
    std::int64_t high = 0;
    std::int64_t low = 0;
    STARLING_LANES
    for (std::int64_t j = 0; j < slots.count; ++j) {
      const reduction::SplitValue one = reduction::split(value(j), scale);
      high += one.high;
      low += one.low;
    }
    parts[2 * number] = high;
    parts[2 * number + 1] = low;
  }
};

}  // namespace starling::consensus
