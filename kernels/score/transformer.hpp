// The transformer of a particle and its neighbours on a block of particles: tokens, encoder blocks, the score, and the whole
// way back.
#pragma once

#include <type_traits>

#include "kernels/networks/encoder.hpp"
#include "kernels/score/transformer_tokens.hpp"

namespace starling::score {

/// What a block's way through the network keeps.
template <class Real, class Tokens>
struct TransformerRows {
  Tokens tokens_of;
  networks::DualRows<Real> tokens, sent, out;
  networks::EncoderRows<Real> encoder[TransformerArchitecture::most_blocks];
  networks::StackRows<Real> decoder;

  template <class Block>
  STARLING_FUNCTION TransformerRows(networks::Workspace<Real>& space, const Block& block) : tokens_of(space, block) {
    const TransformerArchitecture& of = block.net.of;
    const auto lists = block.lists();
    tokens = space.rows(lists.all(), of.width, Block::T);
    for (int b = 0; b < of.blocks; ++b) {
      encoder[b] = networks::EncoderRows<Real>(space, block.encoder(b), lists, Block::T);
    }
    sent = space.rows(lists.all(), networks::padded_columns<Real>(Block::outputs_of_pair), Block::T);
    for (int l = 0; l < of.depth; ++l) {
      decoder.sum[l] = space.rows(block.particles, of.hidden, Block::T);
      decoder.activated[l] = space.rows(block.particles, of.hidden, Block::T);
    }
    out = space.rows(block.particles, networks::padded_columns<Real>(Block::outputs_of_particle), Block::T);
  }

  /// What encoder block b is given.
  [[nodiscard]] STARLING_FUNCTION networks::DualRows<Real> into(int b) const {
    return b == 0 ? tokens : encoder[b - 1].out;
  }
};

/// Adjoints on the way back.
template <class Real>
struct TransformerAdjoints {
  networks::DualRows<Real> out, sent, own, tokens, pair;

  template <class Block>
  STARLING_FUNCTION TransformerAdjoints(networks::Workspace<Real>& space, const Block& block) {
    const std::int64_t tokens_of_block = block.lists().all();
    const std::int64_t width = block.net.of.width;
    out = space.rows(block.particles, networks::padded_columns<Real>(Block::outputs_of_particle), Block::T);
    sent = space.rows(tokens_of_block, networks::padded_columns<Real>(Block::outputs_of_pair), Block::T);
    own = space.rows(block.particles, width, Block::T);
    tokens = space.rows(tokens_of_block, width, Block::T);
    pair = space.rows(tokens_of_block, 2 * width, Block::T);
  }
};

/// One block's forward pass, and its gradient. Coefficients of vectors follow from tokens of what rotations leave alone: of
/// the particle's vectors from its own token behind all encoder blocks, of a pair's terms from the neighbour's token before
/// the last, in which only the particle itself asks. Components of the score follow from tokens of positions and drives.
template <class View, class Real, Outputs outputs>
struct TransformerBlock : NetworkBlock<View, TransformerArchitecture, Real, outputs> {
  using Base = NetworkBlock<View, TransformerArchitecture, Real, outputs>;
  using Base::Base;
  using Base::D;
  using Base::net;
  using Base::particles;
  using Base::T;
  using typename Base::DualRows;
  using typename Base::Gradients;
  static constexpr bool of_coordinates = outputs == Outputs::components;
  using Rows = TransformerRows<Real, std::conditional_t<of_coordinates, CoordinateTokens<Real>, InvariantTokens<Real>>>;
  using Adjoints = TransformerAdjoints<Real>;

  [[nodiscard]] STARLING_FUNCTION TokenLists<View> lists() const { return TokenLists<View>(*this); }
  [[nodiscard]] STARLING_FUNCTION networks::Encoder<Real> encoder(int b) const {
    return {net.layer + net.of.encoder(b), net.of.heads, net.activation, b == net.of.blocks - 1};
  }

  /// Everything up to coefficients or components.
  STARLING_FUNCTION void forward(Rows& rows, const KeptVectors<View>& kept) const {
    for (std::int64_t p = 0; p < particles; ++p) write(p, rows, kept);
    rows.tokens_of.apply(net, lists(), rows.tokens);
    for (int b = 0; b < net.of.blocks; ++b)
      networks::apply_encoder<Real>(encoder(b), lists(), rows.into(b), rows.encoder[b]);
    if constexpr (!of_coordinates) {
      networks::apply_dense<Real>(net.layer[net.of.pair_out()], rows.into(net.of.blocks - 1), rows.sent);
    }
    networks::apply_stack<Real>(decoder(), rows.into(net.of.blocks), rows.decoder, rows.out);
  }

  /// The score of particle p of the block, from what forward() left.
  STARLING_FUNCTION ScoreAndDivergence<D> score(std::int64_t p, const Rows& rows, const KeptVectors<View>& kept) const {
    return this->sum_of_vectors(p, rows.out, of_pairs(rows.sent), kept);
  }

  /// Adds the block's gradient, one padded matrix per layer, and the two sums of the loss (add_loss).
  STARLING_FUNCTION void reverse(const Rows& rows, const KeptVectors<View>& kept, const Adjoints& bar,
                                 Gradients gradient, double* sums) const {
    const int last = net.of.blocks - 1;
    this->clear(bar.out);
    this->clear(bar.sent);
    for (std::int64_t p = 0; p < particles; ++p) {
      this->begin_reverse(p, score(p, rows, kept), kept, bar.out, of_pairs(bar.sent), sums);
    }
    const DualRows hidden_bar = networks::reverse_stack<Real>(decoder(), rows.into(last + 1), rows.decoder, bar.out,
                                                              gradient + net.of.decoder());
    networks::reverse_dense_inputs<Real>(net.layer[net.of.decoder()], hidden_bar, bar.own);
    back_through(last, rows, bar.own, bar, gradient);
    if constexpr (!of_coordinates) {
      this->back(net.of.pair_out(), rows.into(last), bar.sent, bar.tokens, gradient, networks::Start::present);
    }
    for (int b = last - 1; b >= 0; --b) back_through(b, rows, bar.tokens, bar, gradient);
    rows.tokens_of.reverse(net, lists(), bar.tokens, gradient);
  }

 private:
  STARLING_FUNCTION PairRows<Real> of_pairs(DualRows sent) const { return {sent, 0, 1}; }
  [[nodiscard]] STARLING_FUNCTION networks::DenseStack<Real> decoder() const {
    return {net.layer + net.of.decoder(), net.of.depth, net.activation};
  }
  STARLING_FUNCTION void back_through(int b, const Rows& rows, DualRows out_bar, const Adjoints& bar,
                                      Gradients gradient) const {
    networks::reverse_encoder<Real>(encoder(b), lists(), rows.into(b), rows.encoder[b], out_bar, bar.pair, bar.tokens,
                                    gradient + net.of.encoder(b));
  }

  /// What particle p and its pairs give to the first layers; keeps its vectors.
  STARLING_FUNCTION void write(std::int64_t p, Rows& rows, const KeptVectors<View>& kept) const {
    if constexpr (of_coordinates) {
      const auto& tokens_of = rows.tokens_of;
      const TokenLists<View> token = lists();
      kept.own[p] = this->vectors_of(p, net.lengths);
      for (int d = 0; d < D; ++d) {
        store_number(0.0, tokens_of.position.in, token.first(p), d);
        this->store(kept.own[p].vector[drive][d], tokens_of.own_drive.in, p, d);
      }
      for (std::int64_t e = this->first_of(p); e < this->first_of(p + 1); ++e) {
        double there[D];
        this->physics(p).load(drive, this->edge(e).neighbour, there);
        for (int d = 0; d < D; ++d) {
          store_number(-this->edge(e).displacement[d] / net.lengths.diameter, tokens_of.position.in,
                       token.of_pair(p, e), d);
          store_number(there[d], tokens_of.drive.in, e, d);
        }
      }
    } else {
      this->write_inputs(p, rows.tokens_of.particle.in, rows.tokens_of.pair.in, kept);
    }
  }
  STARLING_FUNCTION static void store_number(double number, DualRows rows, std::int64_t row, int column) {
    rows.data[row * rows.row_stride + column] = static_cast<Real>(number);
  }
};

}  // namespace starling::score
