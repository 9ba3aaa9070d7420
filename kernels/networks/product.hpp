// Matrix products of which every element is one chain of fma in a fixed order: any blocking gives the same bits.
#pragma once

#include <cstdint>

#include "kernels/math/fma.hpp"
#include "kernels/networks/factors.hpp"
#include "kernels/networks/product_tiles.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// product() in plain loops, which are its definition: the form that devices and other hosts run.
template <class Real>
STARLING_FUNCTION void portable_product(ProductShape shape, LeftFactor<Real> left, Panels<Real> right,
                                        ResultRows<Real> result, Start start, const Real* bias = nullptr) {
  constexpr int width = vector_columns<Real>;
  for (std::int64_t i = 0; i < shape.rows; ++i) {
    const Real* factor = left.data + i * left.row_stride;
    Real* row = result.data + i * result.row_stride;
    for (std::int64_t j = 0; j < shape.columns; j += width) {
      const Real* panel = right.data + j / panel_columns<Real> * right.panel_stride + j % panel_columns<Real>;
      Real sum[width];
      for (int lane = 0; lane < width; ++lane)
        sum[lane] = start == Start::zero ? Real(0) : (start == Start::bias ? bias[j + lane] : row[j + lane]);
      for (std::int64_t p = 0; p < shape.depth; ++p) {
        const Real common = factor[p * left.column_stride];
        const Real* other = panel + p * right.row_stride;
        STARLING_LANES
        for (int lane = 0; lane < width; ++lane) sum[lane] = math::fma(common, other[lane], sum[lane]);
      }
      for (int lane = 0; lane < width; ++lane) row[j + lane] = sum[lane];
    }
  }
}

/// result(i, j) = start(i, j) + sum over p of left(i, p) right(p, j), each element one chain of fma in ascending p that
/// begins at its start: zero, bias[j] (`columns` numbers) or result(i, j) itself. `columns` is a multiple of
/// vector_columns<Real>; the result overlaps neither factor. No pointer is null, of an empty factor either. Fastest where
/// rows of the right factor and of the result begin at multiples of 64 bytes.
template <class Real>
STARLING_FUNCTION void product(ProductShape shape, LeftFactor<Real> left, Panels<Real> right, ResultRows<Real> result,
                               Start start, const Real* bias = nullptr) {
#if defined(STARLING_VECTOR_LANES_BYTES)
  tiled_product(shape, left, right, result, start, bias);
#else
  portable_product(shape, left, right, result, start, bias);
#endif
}

}  // namespace starling::networks
