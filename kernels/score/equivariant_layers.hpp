// The layers of the equivariant network and the memory that a block of particles takes in it.
#pragma once

#include "kernels/networks/workspace.hpp"
#include "kernels/score/layer_list.hpp"

namespace starling::score {

/// The layers, in the order of the parameters. Messages are made of the particle's state and the pair's inputs; the
/// output of a message is W features, summed over pairs, and the coefficients of the pair's own terms.
enum EquivariantLayer : int {
  node_first,
  node_second,
  message_node,
  message_edge,
  message_out,
  head_node,
  head_message,
  head_out,
  equivariant_layers
};

/// Of a network of width W, a multiple of vector_columns<Real>.
struct EquivariantArchitecture {
  static constexpr int most_layers = equivariant_layers;

  ScoreShape shape;
  std::int64_t width;

  [[nodiscard]] STARLING_FUNCTION int layers() const { return most_layers; }
  [[nodiscard]] STARLING_FUNCTION LayerShape layer_shape(int layer) const {
    switch (layer) {
      case node_first:
        return {"node_first", shape.node_inputs, width};
      case node_second:
        return {"node_second", width, width};
      case message_node:
        return {"message_node", width, width};
      case message_edge:
        return {"message_edge", shape.edge_inputs, width, false};
      case message_out:
        // The coefficients of the pair's own terms begin at zero; its features may be anything.
        return {"message_out", width, width + shape.pair_terms, true, shape.pair_terms};
      case head_node:
        return {"head_node", width, width};
      case head_message:
        return {"head_message", width, width, false};
      default:
        return {"head_out", width, shape.vectors, true, shape.vectors};
    }
  }
};

/// What a block's way through the network keeps.
template <class Real>
struct EquivariantRows {
  networks::DualRows<Real> node_in, first, first_out, second, state, offset;
  networks::DualRows<Real> edge_in, message, message_act, sent;
  networks::DualRows<Real> pooled, head, head_act, out;

  template <class Block>
  STARLING_FUNCTION EquivariantRows(networks::Workspace<Real>& space, const Block& block) {
    constexpr int tangents = Block::T;
    const std::int64_t w = block.net.of.width;
    const std::int64_t particles = block.particles;
    const std::int64_t edges = block.edges;
    const ScoreShape& shape = block.net.of.shape;
    node_in = space.rows(particles, networks::padded_columns<Real>(shape.node_inputs), tangents);
    first = space.rows(particles, w, tangents);
    first_out = space.rows(particles, w, tangents);
    second = space.rows(particles, w, tangents);
    state = space.rows(particles, w, tangents);
    offset = space.rows(particles, w, tangents);
    edge_in = space.rows(edges, networks::padded_columns<Real>(shape.edge_inputs), tangents);
    message = space.rows(edges, w, tangents);
    message_act = space.rows(edges, w, tangents);
    sent = space.rows(edges, networks::padded_columns<Real>(w + shape.pair_terms), tangents);
    pooled = space.rows(particles, w, tangents);
    head = space.rows(particles, w, tangents);
    head_act = space.rows(particles, w, tangents);
    out = space.rows(particles, networks::padded_columns<Real>(shape.vectors), tangents);
  }
};

/// Adjoints on the way back.
template <class Real>
struct EquivariantAdjoints {
  networks::DualRows<Real> out, sent, head, pooled, state, message, offset;

  template <class Block>
  STARLING_FUNCTION EquivariantAdjoints(networks::Workspace<Real>& space, const Block& block) {
    constexpr int tangents = Block::T;
    const std::int64_t w = block.net.of.width;
    const ScoreShape& shape = block.net.of.shape;
    out = space.rows(block.particles, networks::padded_columns<Real>(shape.vectors), tangents);
    sent = space.rows(block.edges, networks::padded_columns<Real>(w + shape.pair_terms), tangents);
    head = space.rows(block.particles, w, tangents);
    pooled = space.rows(block.particles, w, tangents);
    state = space.rows(block.particles, w, tangents);
    message = space.rows(block.edges, w, tangents);
    offset = space.rows(block.particles, w, tangents);
  }
};

}  // namespace starling::score
