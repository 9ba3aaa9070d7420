// Multi-head attention of a short list of tokens on plain or dual numbers, forwards and in reverse. Vaswani et al., NeurIPS
// 2017.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/networks/dual_product.hpp"
#include "kernels/networks/softmax.hpp"
#include "kernels/portability.hpp"

namespace starling::networks {

/// One list of tokens, of which `queries` ask all. A head's queries, keys and values are `head_columns` wide, a multiple of
/// vector_columns<Real>; heads lie side by side.
struct AttentionShape {
  std::int64_t queries;
  std::int64_t tokens;
  std::int64_t heads;
  std::int64_t head_columns;
  int tangents;

  template <class Real>
  [[nodiscard]] STARLING_FUNCTION Real scale() const {
    return Real(1) / std::sqrt(static_cast<Real>(head_columns));
  }
};

/// Numbers that attend() keeps for the way back: of each head the weights, and the slopes of each tangent.
template <class Real>
STARLING_FUNCTION std::int64_t attention_kept(const AttentionShape& shape) {
  return shape.heads * (1 + 2 * shape.tangents) * shape.queries * padded_columns<Real>(shape.tokens);
}

/// Numbers that it and the way back work in: a transposed matrix, and adjoints of weights.
template <class Real>
STARLING_FUNCTION std::int64_t attention_scratch(const AttentionShape& shape) {
  return (1 + shape.tangents) * (shape.head_columns + shape.queries) * padded_columns<Real>(shape.tokens);
}

namespace head {

/// The memory of one head.
template <class Real>
struct Memory {
  DualRows<Real> weights;
  Real* slopes;
  DualMatrix<Real> transposed;
  DualRows<Real> weights_bar;

  STARLING_FUNCTION Memory(const AttentionShape& shape, std::int64_t number, Real* kept, Real* scratch) {
    const std::int64_t columns = padded_columns<Real>(shape.tokens);
    Real* own = kept + number * (1 + 2 * shape.tangents) * shape.queries * columns;
    weights = {own, shape.queries, columns, columns, shape.tangents};
    slopes = own + weights.size();
    transposed = {scratch, columns, shape.head_columns * columns};
    Real* behind = scratch + (1 + shape.tangents) * shape.head_columns * columns;
    weights_bar = {behind, shape.queries, columns, columns, shape.tangents};
  }
};

}  // namespace head

/// Of each head P = softmax(Q K^T / sqrt(head_columns)) and out = P V, on values and tangents: queries x tokens weights,
/// queries x head_columns results. All matrices have heads * head_columns columns.
template <class Real>
STARLING_FUNCTION void attend(const AttentionShape& shape, ConstDualMatrix<Real> query, ConstDualMatrix<Real> key,
                              ConstDualMatrix<Real> value, DualMatrix<Real> out, Real* kept, Real* scratch) {
  const ProductShape to_weights{shape.queries, shape.head_columns, padded_columns<Real>(shape.tokens)};
  const ProductShape to_result{shape.queries, shape.tokens, shape.head_columns};
  for (std::int64_t number = 0; number < shape.heads; ++number) {
    const std::int64_t at = number * shape.head_columns;
    const head::Memory<Real> memory(shape, number, kept, scratch);
    const DualMatrix<Real> weights = matrix_of(memory.weights);
    transpose<Real>(shape.tokens, shape.head_columns, shape.tangents, key.from_column(at), memory.transposed);
    dual_product<Real>(to_weights, shape.tangents, as_left(query.from_column(at)), memory.transposed, weights);
    softmax(shape.scale<Real>(), shape.tokens, memory.weights, memory.slopes);
    dual_product<Real>(to_result, shape.tangents, as_left(weights), value.from_column(at), out.from_column(at));
  }
}

/// From the adjoints of what attend() gave those of queries, keys and values; `kept` is what it left.
template <class Real>
STARLING_FUNCTION void reverse_attend(const AttentionShape& shape, ConstDualMatrix<Real> query,
                                      ConstDualMatrix<Real> key, ConstDualMatrix<Real> value,
                                      ConstDualMatrix<Real> out_bar, DualMatrix<Real> query_bar,
                                      DualMatrix<Real> key_bar, DualMatrix<Real> value_bar, Real* kept, Real* scratch) {
  const int tangents = shape.tangents;
  const ProductShape to_weights{shape.queries, shape.head_columns, padded_columns<Real>(shape.tokens)};
  const ProductShape to_queries{shape.queries, shape.tokens, shape.head_columns};
  const ProductShape to_tokens{shape.tokens, shape.queries, shape.head_columns};
  for (std::int64_t number = 0; number < shape.heads; ++number) {
    const std::int64_t at = number * shape.head_columns;
    const head::Memory<Real> memory(shape, number, kept, scratch);
    const DualMatrix<Real> weights = matrix_of(memory.weights);
    const DualMatrix<Real> weights_bar = matrix_of(memory.weights_bar);
    transpose<Real>(shape.tokens, shape.head_columns, tangents, value.from_column(at), memory.transposed);
    const ConstDualMatrix<Real> adjoint = out_bar.from_column(at);
    reverse_dual_product_left<Real>(to_weights, tangents, as_left(adjoint), memory.transposed, weights_bar);
    reverse_dual_product_right<Real>(to_tokens, tangents, as_transposed_left(weights), adjoint,
                                     value_bar.from_column(at));
    reverse_softmax<Real>(shape.scale<Real>(), memory.weights, memory.slopes, memory.weights_bar);
    reverse_dual_product_left<Real>(to_queries, tangents, as_left(weights_bar), key.from_column(at),
                                    query_bar.from_column(at));
    reverse_dual_product_left<Real>(to_tokens, tangents, as_transposed_left(weights_bar), query.from_column(at),
                                    key_bar.from_column(at));
  }
}

}  // namespace starling::networks
