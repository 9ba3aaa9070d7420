// The tokens of a block of particles: each particle's own, and behind it one of each neighbour.
#pragma once

#include "kernels/networks/dense_stack.hpp"
#include "kernels/networks/workspace.hpp"
#include "kernels/score/network_block.hpp"
#include "kernels/score/transformer_layers.hpp"

namespace starling::score {

/// Where tokens are: those of particle p in rows first(p) to first(p + 1), its own before those of its pairs in their order.
template <class View>
struct TokenLists {
  const View& view;
  std::int64_t count;

  STARLING_FUNCTION explicit TokenLists(const View& of) : view(of), count(of.particles) {}
  [[nodiscard]] STARLING_FUNCTION std::int64_t first(std::int64_t p) const { return p + view.first_of(p); }
  [[nodiscard]] STARLING_FUNCTION std::int64_t all() const { return first(count); }
  [[nodiscard]] STARLING_FUNCTION std::int64_t of_pair(std::int64_t p, std::int64_t e) const { return e + p + 1; }

  /// visit(row, token) of the particles, or of the pairs.
  template <class Visit>
  STARLING_FUNCTION void for_each_particle(const Visit& visit) const {
    for (std::int64_t p = 0; p < count; ++p) visit(p, first(p));
  }
  template <class Visit>
  STARLING_FUNCTION void for_each_pair(const Visit& visit) const {
    for (std::int64_t p = 0; p < count; ++p) {
      for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) visit(e, of_pair(p, e));
    }
  }
};

/// A stack of layers on rows from which tokens, or some columns of them, are made.
template <class Real>
struct Embedding {
  int first_layer;
  std::int64_t outputs;
  networks::DualRows<Real> in, out;
  networks::StackRows<Real> rows;

  Embedding() = default;
  STARLING_FUNCTION Embedding(networks::Workspace<Real>& space, const TransformerArchitecture& of, int layer,
                              std::int64_t count, int tangents)
      : first_layer(layer), outputs(of.layer_shape(layer + of.depth).outputs) {
    in = space.rows(count, networks::padded_columns<Real>(of.layer_shape(layer).inputs), tangents);
    for (int l = 0; l < of.depth; ++l) {
      rows.sum[l] = space.rows(count, of.hidden, tangents);
      rows.activated[l] = space.rows(count, of.hidden, tangents);
    }
    out = space.rows(count, networks::padded_columns<Real>(outputs), tangents);
  }

  template <class Net>
  [[nodiscard]] STARLING_FUNCTION networks::DenseStack<Real> stack(const Net& net) const {
    return {net.layer + first_layer, net.of.depth, net.activation};
  }
  template <class Net>
  STARLING_FUNCTION void apply(const Net& net) const {
    networks::apply_stack<Real>(stack(net), in, rows, out);
  }
  /// The layers' gradients from the adjoints that now are in the place of `out`.
  template <class Net>
  STARLING_FUNCTION void reverse(const Net& net, const networks::DenseGradient<Real>* gradient) const {
    networks::reverse_stack<Real>(stack(net), in, rows, out, gradient + first_layer);
  }

  /// Copies a row of `out` to columns of a token, whose other tangents become zero, and adjoints back.
  STARLING_FUNCTION void put(std::int64_t row, networks::DualRows<Real> tokens, std::int64_t token,
                             std::int64_t column) const {
    for (int t = 0; t <= tokens.tangents; ++t) {
      Real* to = tokens.plane(t) + token * tokens.row_stride + column;
      const Real* from = out.plane(t > out.tangents ? 0 : t) + row * out.row_stride;
      for (std::int64_t k = 0; k < outputs; ++k) to[k] = t > out.tangents ? Real(0) : from[k];
    }
  }
  STARLING_FUNCTION void take(std::int64_t row, networks::DualRows<Real> tokens_bar, std::int64_t token,
                              std::int64_t column) const {
    for (int t = 0; t <= out.tangents; ++t) {
      const Real* from = tokens_bar.plane(t) + token * tokens_bar.row_stride + column;
      Real* to = out.plane(t) + row * out.row_stride;
      for (std::int64_t k = 0; k < outputs; ++k) to[k] = from[k];
    }
  }
};

/// Tokens of what rotations leave alone: of a particle one stack of layers, of a pair another.
template <class Real>
struct InvariantTokens {
  Embedding<Real> particle, pair;

  InvariantTokens() = default;
  template <class Block>
  STARLING_FUNCTION InvariantTokens(networks::Workspace<Real>& space, const Block& block)
      : particle(space, block.net.of, 0, block.particles, Block::T),
        pair(space, block.net.of, block.net.of.second_embedding(), block.edges, Block::T) {}

  template <class Net, class Lists>
  STARLING_FUNCTION void apply(const Net& net, const Lists& lists, networks::DualRows<Real> tokens) const {
    particle.apply(net);
    pair.apply(net);
    lists.for_each_particle([&](std::int64_t row, std::int64_t token) { particle.put(row, tokens, token, 0); });
    lists.for_each_pair([&](std::int64_t row, std::int64_t token) { pair.put(row, tokens, token, 0); });
  }
  template <class Net, class Lists>
  STARLING_FUNCTION void reverse(const Net& net, const Lists& lists, networks::DualRows<Real> bar,
                                 const networks::DenseGradient<Real>* gradient) const {
    lists.for_each_particle([&](std::int64_t row, std::int64_t token) { particle.take(row, bar, token, 0); });
    lists.for_each_pair([&](std::int64_t row, std::int64_t token) { pair.take(row, bar, token, 0); });
    particle.reverse(net, gradient);
    pair.reverse(net, gradient);
  }
};

/// Tokens of a position, relative to the particle, and of a drive, beside each other. Only the particle's own drive moves, so
/// that tangents of all others need no rows.
template <class Real>
struct CoordinateTokens {
  Embedding<Real> position, own_drive, drive;

  CoordinateTokens() = default;
  template <class Block>
  STARLING_FUNCTION CoordinateTokens(networks::Workspace<Real>& space, const Block& block)
      : position(space, block.net.of, 0, block.particles + block.edges, 0),
        own_drive(space, block.net.of, block.net.of.second_embedding(), block.particles, Block::T),
        drive(space, block.net.of, block.net.of.second_embedding(), block.edges, 0) {}

  template <class Net, class Lists>
  STARLING_FUNCTION void apply(const Net& net, const Lists& lists, networks::DualRows<Real> tokens) const {
    const std::int64_t half = position.outputs;
    position.apply(net);
    own_drive.apply(net);
    drive.apply(net);
    for (std::int64_t token = 0; token < lists.all(); ++token) position.put(token, tokens, token, 0);
    lists.for_each_particle([&](std::int64_t row, std::int64_t token) { own_drive.put(row, tokens, token, half); });
    lists.for_each_pair([&](std::int64_t row, std::int64_t token) { drive.put(row, tokens, token, half); });
  }
  template <class Net, class Lists>
  STARLING_FUNCTION void reverse(const Net& net, const Lists& lists, networks::DualRows<Real> bar,
                                 const networks::DenseGradient<Real>* gradient) const {
    const std::int64_t half = position.outputs;
    for (std::int64_t token = 0; token < lists.all(); ++token) position.take(token, bar, token, 0);
    lists.for_each_particle([&](std::int64_t row, std::int64_t token) { own_drive.take(row, bar, token, half); });
    lists.for_each_pair([&](std::int64_t row, std::int64_t token) { drive.take(row, bar, token, half); });
    position.reverse(net, gradient);
    own_drive.reverse(net, gradient);
    drive.reverse(net, gradient);
  }
};

}  // namespace starling::score
