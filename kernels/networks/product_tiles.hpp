// The matrix product in tiles of vector registers.
#pragma once

#include <cstdint>

#include "kernels/networks/factors.hpp"
#include "kernels/networks/vector_lanes.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// A (rows x depth) times (depth x columns) product.
struct ProductShape {
  std::int64_t rows;
  std::int64_t depth;
  std::int64_t columns;
};

/// What the sums of a product begin at: zero, a bias per column, or what the result holds.
enum class Start { zero, bias, present };

#if defined(STARLING_VECTOR_LANES_BYTES)

// Sums stay in registers only if the loops over them are unrolled; g++ does so only when asked to.
#if defined(__clang__)
#define STARLING_UNROLL_TILE _Pragma("clang loop unroll(full)")
#else
#define STARLING_UNROLL_TILE _Pragma("GCC unroll 12")
#endif

/// product() by tiles: parts of the depth, each of blocks of rows, each of column ranges, so that a panel's part stays
/// in the first cache and a block of the left factor in the second. Compiled once, for float and double (product_tiles.cpp).
template <class Real>
void tiled_product(ProductShape shape, LeftFactor<Real> left, Panels<Real> right, ResultRows<Real> result, Start start,
                   const Real* bias);

#endif

}  // namespace starling::networks
