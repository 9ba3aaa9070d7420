// A block of a transformer's encoder on many short lists of tokens, forwards and in reverse. Vaswani et al., NeurIPS 2017.
#pragma once

#include "kernels/networks/attention.hpp"
#include "kernels/networks/dense_stack.hpp"
#include "kernels/networks/layer_norm.hpp"
#include "kernels/networks/residual.hpp"
#include "kernels/networks/workspace.hpp"

namespace starling::networks {

/// The layers of a block, in their order; a norm is a layer of one input. Keys need no biases, as a number that is added to
/// all logits of a row changes no weight, and those of values would be those of `attention_out`.
enum EncoderLayer : int {
  encoder_query,
  encoder_key_value,
  encoder_attention_out,
  encoder_attention_norm,
  encoder_hidden,
  encoder_hidden_out,
  encoder_hidden_norm,
  encoder_layers
};

/// x = norm(x + attention(x)), x = norm(x + MLP(x)) with one hidden layer. Only the first token of each list asks, and goes
/// on, where `first_only`. heads * head_columns is the width of tokens.
template <class Real>
struct Encoder {
  const DenseLayer<Real>* layer;
  std::int64_t heads;
  ActivationPlace activation;
  bool first_only;

  [[nodiscard]] STARLING_FUNCTION std::int64_t width() const { return layer[encoder_query].inputs; }
  [[nodiscard]] STARLING_FUNCTION DenseStack<Real> hidden() const { return {layer + encoder_hidden, 1, activation}; }
  [[nodiscard]] STARLING_FUNCTION LayerNorm<Real> norm(EncoderLayer which) const {
    return {layer[which].outputs, layer[which].weights, layer[which].biases};
  }
  [[nodiscard]] STARLING_FUNCTION AttentionShape shape(std::int64_t tokens, int tangents) const {
    return {first_only ? 1 : tokens, tokens, heads, width() / heads, tangents};
  }
};

// Lists of tokens, which lie behind each other in rows, are a value with
//   count      how many lists there are
//   first(l)   the row of the first token of list l; first(count) is the number of rows

/// What a block's way forward keeps.
template <class Real>
struct EncoderRows {
  DualRows<Real> asking;  ///< the tokens that ask
  DualRows<Real> query, pair, attended, sum, normed, hidden_sum, out;
  StackRows<Real> hidden;
  Real* kept;
  Real* scratch;

  EncoderRows() = default;
  template <class Lists>
  STARLING_FUNCTION EncoderRows(Workspace<Real>& space, const Encoder<Real>& encoder, const Lists& lists,
                                int tangents) {
    const std::int64_t tokens = lists.first(lists.count);
    const std::int64_t rows = encoder.first_only ? lists.count : tokens;
    const std::int64_t width = encoder.width();
    asking = space.rows(encoder.first_only ? rows : 0, width, tangents);
    query = space.rows(rows, width, tangents);
    pair = space.rows(tokens, 2 * width, tangents);
    attended = space.rows(rows, width, tangents);
    sum = space.rows(rows, width, tangents);
    normed = space.rows(rows, width, tangents);
    hidden.sum[0] = space.rows(rows, encoder.layer[encoder_hidden].outputs, tangents);
    hidden.activated[0] = space.rows(rows, encoder.layer[encoder_hidden].outputs, tangents);
    hidden_sum = space.rows(rows, width, tangents);
    out = space.rows(rows, width, tangents);
    std::int64_t numbers = 0;
    std::int64_t most = 0;
    for (std::int64_t l = 0; l < lists.count; ++l) {
      const AttentionShape shape = encoder.shape(lists.first(l + 1) - lists.first(l), tangents);
      numbers += attention_kept<Real>(shape);
      const std::int64_t used = attention_scratch<Real>(shape);
      if (used > most) most = used;
    }
    kept = space.numbers(numbers);
    scratch = space.numbers(most);
  }
};

namespace encoder_list {

/// Calls attention(shape, row of the queries, row of the keys, kept) for each list.
template <class Real, class Lists, class Attention>
STARLING_FUNCTION void for_each(const Encoder<Real>& encoder, const Lists& lists, int tangents, Real* kept,
                                const Attention& attention) {
  for (std::int64_t l = 0; l < lists.count; ++l) {
    const std::int64_t first = lists.first(l);
    const AttentionShape shape = encoder.shape(lists.first(l + 1) - first, tangents);
    attention(shape, encoder.first_only ? l : first, first, kept);
    kept += attention_kept<Real>(shape);
  }
}

/// Copies the first token of each list; and of adjoints adds them to the tokens'.
template <class Real, class Lists>
STARLING_FUNCTION void take_first(const Lists& lists, ConstDualRows<Real> x, DualRows<Real> asking) {
  for (int t = 0; t <= x.tangents; ++t)
    for (std::int64_t l = 0; l < lists.count; ++l) {
      const Real* from = x.plane(t) + lists.first(l) * x.row_stride;
      Real* to = asking.plane(t) + l * asking.row_stride;
      for (std::int64_t k = 0; k < x.columns; ++k) to[k] = from[k];
    }
}
template <class Real, class Lists>
STARLING_FUNCTION void give_first(const Lists& lists, ConstDualRows<Real> asking, DualRows<Real> x) {
  for (int t = 0; t <= x.tangents; ++t)
    for (std::int64_t l = 0; l < lists.count; ++l) {
      const Real* from = asking.plane(t) + l * asking.row_stride;
      Real* to = x.plane(t) + lists.first(l) * x.row_stride;
      for (std::int64_t k = 0; k < x.columns; ++k) to[k] += from[k];
    }
}

}  // namespace encoder_list

/// The block on the tokens x; rows.out has a row for each token that asks.
template <class Real, class Lists>
STARLING_FUNCTION void apply_encoder(const Encoder<Real>& encoder, const Lists& lists,
                                     DualRows<std::type_identity_t<Real>> x, EncoderRows<Real>& rows) {
  const DenseLayer<Real>* layer = encoder.layer;
  if (encoder.first_only)
    encoder_list::take_first<Real>(lists, x, rows.asking);
  else
    rows.asking = x;
  apply_dense<Real>(layer[encoder_query], rows.asking, rows.query);
  apply_dense<Real>(layer[encoder_key_value], x, rows.pair);
  const auto attention = [&](const AttentionShape& shape, std::int64_t asking, std::int64_t first, Real* kept) {
    const DualMatrix<Real> keys = matrix_of(rows.pair, first);
    attend<Real>(shape, matrix_of(rows.query, asking), keys, keys.from_column(encoder.width()),
                 matrix_of(rows.attended, asking), kept, rows.scratch);
  };
  encoder_list::for_each(encoder, lists, x.tangents, rows.kept, attention);
  apply_dense<Real>(layer[encoder_attention_out], rows.attended, rows.sum);
  add_rows<Real>(rows.asking, rows.sum);
  apply_norm<Real>(encoder.norm(encoder_attention_norm), rows.sum, rows.normed);
  apply_stack<Real>(encoder.hidden(), rows.normed, rows.hidden, rows.hidden_sum);
  add_rows<Real>(rows.normed, rows.hidden_sum);
  apply_norm<Real>(encoder.norm(encoder_hidden_norm), rows.hidden_sum, rows.out);
}

/// From the adjoints `bar` of rows.out those of x; adds to the gradients of the layers. `bar` and what apply_encoder() left
/// are used up, except for rows.out. Where all tokens ask, x_bar is `bar`. pair_bar is room for rows like rows.pair.
template <class Real, class Lists>
STARLING_FUNCTION void reverse_encoder(const Encoder<Real>& encoder, const Lists& lists, ConstDualRows<Real> x,
                                       const EncoderRows<Real>& rows, DualRows<std::type_identity_t<Real>> bar,
                                       DualRows<std::type_identity_t<Real>> pair_bar,
                                       DualRows<std::type_identity_t<Real>> x_bar,
                                       const DenseGradient<Real>* gradient) {
  const DenseLayer<Real>* layer = encoder.layer;
  const std::int64_t width = encoder.width();
  const auto norm_gradient = [&](EncoderLayer which) {
    return LayerNormGradient<Real>{gradient[which].weights, gradient[which].biases};
  };
  reverse_norm<Real>(encoder.norm(encoder_hidden_norm), rows.hidden_sum, bar, bar, norm_gradient(encoder_hidden_norm));
  const DualRows<Real> hidden_bar =
      reverse_stack<Real>(encoder.hidden(), rows.normed, rows.hidden, bar, gradient + encoder_hidden);
  reverse_dense_inputs<Real>(layer[encoder_hidden], hidden_bar, bar, Start::present);
  reverse_norm<Real>(encoder.norm(encoder_attention_norm), rows.sum, bar, bar, norm_gradient(encoder_attention_norm));
  reverse_dense_weights<Real>(rows.attended, bar, width, gradient[encoder_attention_out]);
  const DualRows<Real> attended_bar = rows.attended;
  const DualRows<Real> query_bar = rows.normed;
  reverse_dense_inputs<Real>(layer[encoder_attention_out], bar, attended_bar);
  const auto attention = [&](const AttentionShape& shape, std::int64_t asking, std::int64_t first, Real* kept) {
    const DualMatrix<Real> keys = matrix_of(rows.pair, first);
    const DualMatrix<Real> keys_bar = matrix_of(pair_bar, first);
    reverse_attend<Real>(shape, matrix_of(rows.query, asking), keys, keys.from_column(width),
                         matrix_of(attended_bar, asking), matrix_of(query_bar, asking), keys_bar,
                         keys_bar.from_column(width), kept, rows.scratch);
  };
  encoder_list::for_each(encoder, lists, x.tangents, rows.kept, attention);
  reverse_dense_weights<Real>(rows.asking, query_bar, width, gradient[encoder_query]);
  reverse_dense_inputs<Real>(layer[encoder_query], query_bar, bar, Start::present);
  reverse_dense_weights<Real>(x, pair_bar, width, gradient[encoder_key_value]);
  reverse_dense_inputs<Real>(layer[encoder_key_value], pair_bar, x_bar,
                             encoder.first_only ? Start::zero : Start::present);
  if (encoder.first_only) encoder_list::give_first<Real>(lists, bar, x_bar);
}

}  // namespace starling::networks
