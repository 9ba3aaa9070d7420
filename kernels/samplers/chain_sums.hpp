// Sums over the parameters of each chain, in one fixed order: the same bits whatever computes them.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/samplers/chain_arrays.hpp"

namespace starling::samplers {

/// Partial sums side by side: parameter i is added to number i % 8, and those in their order.
inline constexpr int sum_lanes = 8;

/// Per chain: the sum of a x over its parameters.
struct ProductOfChain {
  ChainShape shape;
  const double* one;
  const double* other;
  double* sums;

  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    double part[sum_lanes] = {};
    const double* const a = one + chain * shape.stride;
    const double* const b = other + chain * shape.stride;
    std::int64_t i = 0;
    for (; i + sum_lanes <= shape.parameters; i += sum_lanes) {
      STARLING_LANES
      for (int lane = 0; lane < sum_lanes; ++lane) part[lane] += a[i + lane] * b[i + lane];
    }
    for (int lane = 0; i < shape.parameters; ++i, ++lane) part[lane] += a[i] * b[i];
    double sum = 0.0;
    for (int lane = 0; lane < sum_lanes; ++lane) sum += part[lane];
    sums[chain] = sum;
  }
};

/// sums[c] = sum over i of one[c, i] other[c, i].
inline void chain_products(const ChainShape& shape, const double* one, const double* other, double* sums) {
  Kokkos::parallel_for("sum over chains", IndexRange(0, shape.chains), ProductOfChain{shape, one, other, sums});
}

/// Per chain: the plain sum over its parameters.
struct SumOfChain {
  ChainShape shape;
  const double* values;
  double* sums;

  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    double part[sum_lanes] = {};
    const double* const a = values + chain * shape.stride;
    for (std::int64_t i = 0; i < shape.parameters; ++i) part[i % sum_lanes] += a[i];
    double sum = 0.0;
    for (int lane = 0; lane < sum_lanes; ++lane) sum += part[lane];
    sums[chain] = sum;
  }
};

inline void chain_sums(const ChainShape& shape, const double* values, double* sums) {
  Kokkos::parallel_for("sum over chains", IndexRange(0, shape.chains), SumOfChain{shape, values, sums});
}

}  // namespace starling::samplers
