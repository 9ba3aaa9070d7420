// The layers of the transformer of a particle and its neighbours.
#pragma once

#include "kernels/networks/encoder.hpp"
#include "kernels/score/layer_list.hpp"

namespace starling::score {

/// Tokens of width `width` go through `blocks` encoder blocks. Embedding and decoder have `depth` hidden layers of width
/// `hidden`, encoders one. Widths are multiples of vector_columns<Real>, and so is width / heads.
struct TransformerArchitecture {
  static constexpr int most_blocks = 8;
  static constexpr int most_layers =
      3 * (networks::most_hidden_layers + 1) + most_blocks * networks::encoder_layers + 1;

  ScoreShape shape;
  int components;  ///< of positions and drives, where tokens are made of those; 0: they are made of what rotations leave alone
  std::int64_t width;
  std::int64_t heads;
  int blocks;
  std::int64_t hidden;
  int depth;

  /// Tokens are made by two stacks of layers: of particles and pairs, or of positions and drives.
  [[nodiscard]] STARLING_FUNCTION int second_embedding() const { return depth + 1; }
  [[nodiscard]] STARLING_FUNCTION int encoder(int block) const {
    return 2 * (depth + 1) + block * networks::encoder_layers;
  }
  /// Of the coefficients of pairs; not there where tokens are made of positions and drives.
  [[nodiscard]] STARLING_FUNCTION int pair_out() const { return encoder(blocks); }
  [[nodiscard]] STARLING_FUNCTION int decoder() const { return pair_out() + (components > 0 ? 0 : 1); }
  [[nodiscard]] STARLING_FUNCTION int layers() const { return decoder() + depth + 1; }

  [[nodiscard]] STARLING_FUNCTION LayerShape layer_shape(int layer) const {
    if (layer >= decoder()) {
      const int outputs = components > 0 ? components : shape.vectors;
      LayerShape last = stack_shape("decoder", layer - decoder(), width, outputs);
      if (last.number == depth) last.zeros = outputs;
      return last;
    }
    if (layer == pair_out()) return {"pair_out", width, shape.pair_terms, true, shape.pair_terms};
    if (layer >= encoder(0)) {
      const int in_encoders = layer - encoder(0);
      return encoder_shape(in_encoders % networks::encoder_layers, in_encoders / networks::encoder_layers);
    }
    const bool first = layer < second_embedding();
    const int number = first ? layer : layer - second_embedding();
    if (components > 0) return stack_shape(first ? "position" : "drive", number, components, width / 2);
    return stack_shape(first ? "particle" : "pair", number, first ? shape.node_inputs : shape.edge_inputs, width);
  }

 private:
  [[nodiscard]] STARLING_FUNCTION LayerShape stack_shape(const char* name, int number, std::int64_t inputs,
                                                         std::int64_t outputs) const {
    return numbered(name, number, number == 0 ? inputs : hidden, number == depth ? outputs : hidden);
  }
  [[nodiscard]] STARLING_FUNCTION LayerShape encoder_shape(int layer, int block) const {
    switch (layer) {
      case networks::encoder_query:
        return numbered("query", block, width, width);
      case networks::encoder_key_value:
        return numbered("key_value", block, width, 2 * width, false);
      case networks::encoder_attention_out:
        return numbered("attention_out", block, width, width);
      case networks::encoder_attention_norm:
        return {"attention_norm", 1, width, true, 0, true, block};
      case networks::encoder_hidden:
        return numbered("hidden", block, width, hidden);
      case networks::encoder_hidden_out:
        return numbered("hidden_out", block, hidden, width);
      default:
        return {"hidden_norm", 1, width, true, 0, true, block};
    }
  }
};

}  // namespace starling::score
