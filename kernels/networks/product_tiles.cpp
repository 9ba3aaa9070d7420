// Tiles of the matrix product, which take long to compile, for all who multiply.
#include "kernels/networks/product_tiles.hpp"

#if defined(STARLING_VECTOR_LANES_BYTES)

namespace starling::networks {

namespace {

/// Makes a compiler keep a pointer as it is: it would rather compute one per row than address three rows from one.
template <class Real>
inline void hide_origin(Real*& pointer) {
  asm("" : "+r"(pointer));
}

/// Row i of a tile, of which every third has its pointer in `groups`: so the pointers of twelve rows fit in registers.
template <class Real>
inline Real* tile_row(Real* const* groups, int i, std::int64_t row_stride) {
  return groups[i / 3] + i % 3 * row_stride;
}

/// A column of tiles: `count` of them, one below the other, over a part of the depth. `panel` is the right factor at the
/// part's first p in the tiles' first column, `bias` (where start is bias) that column's bias.
template <class Real>
struct TileColumn {
  std::int64_t count;
  std::int64_t depth;
  LeftFactor<Real> left;
  const Real* panel;
  std::int64_t panel_row_stride;
  ResultRows<Real> result;
  Start start;
  const Real* bias;
};

/// Computes a column of tiles of Rows x (Vectors registers) sums each.
template <int Rows, int Vectors, class Real>
STARLING_NOINLINE void product_tiles(const TileColumn<Real>& column) {
  using Lanes = VectorLanes<Real>;
  constexpr int groups = (Rows + 2) / 3;
  const std::int64_t result_stride = column.result.row_stride;
  const std::int64_t left_stride = column.left.row_stride;
  const std::int64_t depth = column.depth;
  for (std::int64_t tile = 0; tile < column.count; ++tile) {
    Real* result[groups];
    const Real* left[groups];
    STARLING_UNROLL_TILE
    for (int group = 0; group < groups; ++group) {
      result[group] = column.result.data + (tile * Rows + 3 * group) * result_stride;
      left[group] = column.left.data + (tile * Rows + 3 * group) * left_stride;
      hide_origin(left[group]);
    }
    typename Lanes::Register sum[Rows][Vectors];
    STARLING_UNROLL_TILE
    for (int i = 0; i < Rows; ++i) {
      STARLING_UNROLL_TILE
      for (int v = 0; v < Vectors; ++v) {
        const std::int64_t at = v * Lanes::count;
        if (at % vector_columns<Real> == 0) __builtin_prefetch(tile_row(result, i, result_stride) + at, 1);
        if (column.start == Start::zero)
          sum[i][v] = Lanes::zero();
        else
          sum[i][v] =
              Lanes::load(column.start == Start::bias ? column.bias + at : tile_row(result, i, result_stride) + at);
      }
    }
    const Real* panel = column.panel;
    for (std::int64_t p = 0; p < depth; ++p) {
      typename Lanes::Register other[Vectors];
      STARLING_UNROLL_TILE
      for (int v = 0; v < Vectors; ++v) other[v] = Lanes::load(panel + v * Lanes::count);
      STARLING_UNROLL_TILE
      for (int i = 0; i < Rows; ++i) {
        const auto common = Lanes::spread(tile_row(left, i, left_stride));
        STARLING_UNROLL_TILE
        for (int v = 0; v < Vectors; ++v) sum[i][v] = Lanes::fma(common, other[v], sum[i][v]);
      }
      STARLING_UNROLL_TILE
      for (int group = 0; group < groups; ++group) left[group] += column.left.column_stride;
      panel += column.panel_row_stride;
    }
    STARLING_UNROLL_TILE
    for (int group = 0; group < groups; ++group) hide_origin(result[group]);
    STARLING_UNROLL_TILE
    for (int i = 0; i < Rows; ++i) {
      STARLING_UNROLL_TILE
      for (int v = 0; v < Vectors; ++v) Lanes::store(sum[i][v], tile_row(result, i, result_stride) + v * Lanes::count);
    }
  }
}

/// product_tiles of 1 to Rows rows each.
template <int Rows, int Vectors, class Real>
void product_tiles_of(int rows, const TileColumn<Real>& column) {
  if constexpr (Rows > 1)
    if (rows < Rows) return product_tiles_of<Rows - 1, Vectors>(rows, column);
  product_tiles<Rows, Vectors>(column);
}

/// Computes `rows` rows of one or two registers: tiles of nearly equal heights, as one of few rows would wait for its
/// own sums. A column that is one tile is taken as it is: its copy would wait for its numbers to be written.
template <int Vectors, class Real>
void product_rows(std::int64_t rows, const TileColumn<Real>& one_tile) {
  if (rows <= tile_rows) return product_tiles_of<tile_rows, Vectors>(static_cast<int>(rows), one_tile);
  TileColumn<Real> column = one_tile;
  const std::int64_t tiles = (rows + tile_rows - 1) / tile_rows;
  const std::int64_t low = rows / tiles;
  column.count = rows - low * tiles;
  if (column.count > 0) product_tiles_of<tile_rows, Vectors>(static_cast<int>(low + 1), column);
  column.left.data += column.count * (low + 1) * column.left.row_stride;
  column.result.data += column.count * (low + 1) * column.result.row_stride;
  column.count = tiles - column.count;
  product_tiles_of<tile_rows, Vectors>(static_cast<int>(low), column);
}

}  // namespace

template <class Real>
void tiled_product(ProductShape shape, LeftFactor<Real> left, Panels<Real> right, ResultRows<Real> result, Start start,
                   const Real* bias) {
  constexpr std::int64_t depth_part = 1024 / sizeof(Real);
  constexpr std::int64_t row_block = 20 * tile_rows;
  constexpr std::int64_t tile_columns = 2 * VectorLanes<Real>::count;
  std::int64_t begin = 0;
  do {
    const std::int64_t depth = shape.depth - begin < depth_part ? shape.depth - begin : depth_part;
    for (std::int64_t i = 0; i < shape.rows; i += row_block) {
      const std::int64_t rows = shape.rows - i < row_block ? shape.rows - i : row_block;
      for (std::int64_t j = 0; j < shape.columns; j += tile_columns) {
        const TileColumn<Real> column{
            .count = 1,
            .depth = depth,
            .left = {left.data + i * left.row_stride + begin * left.column_stride, left.row_stride, left.column_stride},
            .panel = right.data + j / panel_columns<Real> * right.panel_stride + j % panel_columns<Real> +
                     begin * right.row_stride,
            .panel_row_stride = right.row_stride,
            .result = {result.data + i * result.row_stride + j, result.row_stride},
            .start = start,
            .bias = start == Start::bias ? bias + j : nullptr};
        if (shape.columns - j >= tile_columns)
          product_rows<2>(rows, column);
        else
          product_rows<1>(rows, column);
      }
    }
    start = Start::present;
    begin += depth;
  } while (begin < shape.depth);
}

template void tiled_product<float>(ProductShape, LeftFactor<float>, Panels<float>, ResultRows<float>, Start,
                                   const float*);
template void tiled_product<double>(ProductShape, LeftFactor<double>, Panels<double>, ResultRows<double>, Start,
                                    const double*);

}  // namespace starling::networks

#endif
