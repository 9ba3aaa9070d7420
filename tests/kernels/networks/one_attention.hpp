// One list of tokens with everything that attention reads and writes.
#pragma once

#include <vector>

#include "kernels/networks/attention.hpp"
#include "tests/kernels/networks/owned_rows.hpp"

namespace starling::networks::testing_support {

/// The loss is a sum of its results, values and tangents, times `factor`.
template <class Real>
struct OneAttention {
  AttentionShape shape;
  std::int64_t columns = shape.heads * shape.head_columns;
  OwnedRows<Real> query{shape.queries, columns, shape.tangents}, out{shape.queries, columns, shape.tangents},
      factor{shape.queries, columns, shape.tangents}, query_bar{shape.queries, columns, shape.tangents};
  OwnedRows<Real> pair{shape.tokens, 2 * columns, shape.tangents, 16},
      pair_bar{shape.tokens, 2 * columns, shape.tangents};  ///< keys, then values
  std::vector<Real> kept = std::vector<Real>(attention_kept<Real>(shape)),
                    scratch = std::vector<Real>(attention_scratch<Real>(shape));

  /// Queries and keys of this size.
  OneAttention(const AttentionShape& shape_, double size) : shape(shape_) {
    std::uint64_t state = 9;
    query.fill(state, columns);
    pair.fill(state, 2 * columns);
    factor.fill(state, columns);
    for (Real& each : query.numbers) each *= static_cast<Real>(size);
    for (Real& each : pair.numbers) each *= static_cast<Real>(size);
  }

  double loss() {
    const DualMatrix<Real> keys = matrix_of(pair.view);
    attend<Real>(shape, matrix_of(query.view), keys, keys.from_column(columns), matrix_of(out.view), kept.data(),
                 scratch.data());
    double sum = 0.0;
    for (std::size_t i = 0; i < out.numbers.size(); ++i)
      sum += static_cast<double>(factor.numbers[i]) * static_cast<double>(out.numbers[i]);
    return sum;
  }
  void reverse() {
    loss();
    const DualMatrix<Real> keys = matrix_of(pair.view);
    const DualMatrix<Real> keys_bar = matrix_of(pair_bar.view);
    reverse_attend<Real>(shape, matrix_of(query.view), keys, keys.from_column(columns), matrix_of(factor.view),
                         matrix_of(query_bar.view), keys_bar, keys_bar.from_column(columns), kept.data(),
                         scratch.data());
  }
};

}  // namespace starling::networks::testing_support
