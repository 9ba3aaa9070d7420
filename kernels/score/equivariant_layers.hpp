// The layers of the equivariant network and the memory that a block of particles takes in it.
#pragma once

#include "kernels/networks/activation_choice.hpp"
#include "kernels/networks/dense_layer.hpp"
#include "kernels/score/particle_list.hpp"
#include "kernels/score/scales.hpp"

namespace starling::score {

/// The layers, in the order of the parameters. Messages are made of the particle's state and the pair's inputs; the
/// output of a message is W features, summed over pairs, and the coefficients of the pair's own terms.
enum Layer : int {
  node_first,
  node_second,
  message_node,
  message_edge,
  message_out,
  head_node,
  head_message,
  head_out,
  layers
};

/// Inputs and outputs of a layer, and whether it has biases.
struct LayerShape {
  const char* name;
  std::int64_t inputs;
  std::int64_t outputs;
  bool biased;
  bool starts_at_zero;
};

/// Of a network of width W.
STARLING_FUNCTION constexpr LayerShape layer_shape(const ScoreShape& score, int layer, std::int64_t width) {
  switch (layer) {
    case node_first:
      return {"node_first", score.node_inputs, width, true, false};
    case node_second:
      return {"node_second", width, width, true, false};
    case message_node:
      return {"message_node", width, width, true, false};
    case message_edge:
      return {"message_edge", score.edge_inputs, width, false, false};
    case message_out:
      return {"message_out", width, width + score.pair_terms, true, false};
    case head_node:
      return {"head_node", width, width, true, false};
    case head_message:
      return {"head_message", width, width, false, false};
    default:
      return {"head_out", width, score.vectors, true, true};
  }
}

/// The network as kernels see it.
template <class Real>
struct EquivariantNetwork {
  ScoreShape shape;
  std::int64_t width;  ///< W, a multiple of vector_columns<Real>
  networks::ActivationPlace activation;
  networks::DenseLayer<Real> layer[layers];
  Scales scales;
  InputLengths lengths;

  /// Columns of the rows that are not W wide, filled up to whole vectors.
  STARLING_FUNCTION std::int64_t node_columns() const { return networks::padded_columns<Real>(shape.node_inputs); }
  STARLING_FUNCTION std::int64_t edge_columns() const { return networks::padded_columns<Real>(shape.edge_inputs); }
  STARLING_FUNCTION std::int64_t message_columns() const {
    return networks::padded_columns<Real>(width + shape.pair_terms);
  }
  STARLING_FUNCTION std::int64_t head_columns() const { return networks::padded_columns<Real>(shape.vectors); }
};

/// Hands out pieces of a block's memory, each at a multiple of 64 bytes.
template <class Real>
struct Workspace {
  Real* data;
  std::int64_t used = 0;

  STARLING_FUNCTION networks::DualRows<Real> rows(std::int64_t rows, std::int64_t columns, int tangents) {
    const networks::DualRows<Real> out{data + used, rows, columns, columns, tangents};
    used += networks::padded_columns<Real>(out.size());
    return out;
  }
  STARLING_FUNCTION Real* numbers(std::int64_t count) {
    Real* out = data + used;
    used += networks::padded_columns<Real>(count);
    return out;
  }
};

/// What a block's way through the network keeps.
template <class Real>
struct EquivariantRows {
  networks::DualRows<Real> node_in, first, first_out, second, state, offset;
  networks::DualRows<Real> edge_in, message, message_act, sent;
  networks::DualRows<Real> pooled, head, head_act, out;

  STARLING_FUNCTION EquivariantRows(Workspace<Real>& space, const EquivariantNetwork<Real>& net, std::int64_t particles,
                                    std::int64_t edges, int tangents) {
    const std::int64_t w = net.width;
    node_in = space.rows(particles, net.node_columns(), tangents);
    first = space.rows(particles, w, tangents);
    first_out = space.rows(particles, w, tangents);
    second = space.rows(particles, w, tangents);
    state = space.rows(particles, w, tangents);
    offset = space.rows(particles, w, tangents);
    edge_in = space.rows(edges, net.edge_columns(), tangents);
    message = space.rows(edges, w, tangents);
    message_act = space.rows(edges, w, tangents);
    sent = space.rows(edges, net.message_columns(), tangents);
    pooled = space.rows(particles, w, tangents);
    head = space.rows(particles, w, tangents);
    head_act = space.rows(particles, w, tangents);
    out = space.rows(particles, net.head_columns(), tangents);
  }
};

/// Numbers of the workspace that a block takes there (EquivariantRows) and back.
template <class Real>
STARLING_FUNCTION std::int64_t workspace_size(const EquivariantNetwork<Real>& net, std::int64_t edges, int tangents) {
  const std::int64_t w = net.width;
  const std::int64_t out = net.head_columns();
  const std::int64_t node = net.node_columns() + 8 * w + out + (out + 4 * w);
  const std::int64_t edge = net.edge_columns() + 2 * w + net.message_columns() + (net.message_columns() + w);
  return (1 + tangents) * (block_particles * node + edges * edge);
}

/// Numbers of the workspace that gradients take: a padded matrix and its biases per layer.
template <class Real>
STARLING_FUNCTION std::int64_t gradient_size(const ScoreShape& score, std::int64_t width) {
  std::int64_t size = 0;
  for (int l = 0; l < layers; ++l) {
    const LayerShape shape = layer_shape(score, l, width);
    size += (shape.inputs + 1) * networks::padded_columns<Real>(shape.outputs);
  }
  return size;
}

/// Parameters of the network: of each layer the weights, row by row, and then the biases, if it has them.
STARLING_FUNCTION constexpr std::int64_t parameter_count(const ScoreShape& score, std::int64_t width) {
  std::int64_t count = 0;
  for (int l = 0; l < layers; ++l) {
    const LayerShape shape = layer_shape(score, l, width);
    count += shape.inputs * shape.outputs + (shape.biased ? shape.outputs : 0);
  }
  return count;
}

}  // namespace starling::score
