// The equivariant score network on a block of particles: inputs, messages from neighbours, coefficients of vectors, and the
// whole way back.
#pragma once

#include "kernels/score/equivariant_layers.hpp"
#include "kernels/score/network_block.hpp"
#include "kernels/score/pair_sums.hpp"

namespace starling::score {

/// One block's forward pass, and its gradient.
template <class View, class Real>
struct EquivariantBlock : NetworkBlock<View, EquivariantArchitecture, Real, Outputs::coefficients> {
  using Base = NetworkBlock<View, EquivariantArchitecture, Real, Outputs::coefficients>;
  using Base::Base;
  using Base::net;
  using Base::particles;
  using Base::shape;
  using typename Base::ConstRows;
  using typename Base::DualRows;
  using typename Base::Gradients;
  using Rows = EquivariantRows<Real>;
  using Adjoints = EquivariantAdjoints<Real>;

  /// Everything up to the coefficients.
  STARLING_FUNCTION void forward(Rows& rows, const KeptVectors<View>& kept) const {
    for (std::int64_t p = 0; p < particles; ++p) this->write_inputs(p, rows.node_in, rows.edge_in, kept);
    apply(node_first, rows.node_in, rows.first, rows.first_out);
    apply(node_second, rows.first_out, rows.second, rows.state);
    networks::apply_dense(net.layer[message_node], ConstRows(rows.state), rows.offset);
    // A message's sum begins at what the particle's state gives it.
    spread(*this, rows.offset, rows.message, Unweighted{});
    add_product(message_edge, rows.edge_in, rows.message);
    networks::activate(net.activation, ConstRows(rows.message), rows.message_act);
    networks::apply_dense(net.layer[message_out], ConstRows(rows.message_act), rows.sent);
    gather(*this, rows.sent, rows.pooled, PairWeight{*this});
    networks::apply_dense(net.layer[head_node], ConstRows(rows.state), rows.head);
    add_product(head_message, rows.pooled, rows.head);
    networks::activate(net.activation, ConstRows(rows.head), rows.head_act);
    networks::apply_dense(net.layer[head_out], ConstRows(rows.head_act), rows.out);
  }

  /// The score of particle p of the block, from what forward() left.
  STARLING_FUNCTION ScoreAndDivergence<View::dimension> score(std::int64_t p, const Rows& rows,
                                                              const KeptVectors<View>& kept) const {
    return this->sum_of_vectors(p, rows.out, coefficients_in(rows.sent), kept);
  }

  /// Adds the block's gradient, one padded matrix per layer, and its sums of |s|^2 and div s.
  STARLING_FUNCTION void reverse(const Rows& rows, const KeptVectors<View>& kept, const Adjoints& bar,
                                 Gradients gradient, double* sums) const {
    this->clear(bar.out);
    this->clear(bar.sent);
    for (std::int64_t p = 0; p < particles; ++p) {
      this->begin_reverse(p, score(p, rows, kept), kept, bar.out, coefficients_in(bar.sent), sums);
    }
    this->back(head_out, rows.head_act, bar.out, bar.head, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.head), ConstRows(bar.head), bar.head);
    this->back(head_message, rows.pooled, bar.head, bar.pooled, gradient);
    this->back(head_node, rows.state, bar.head, bar.state, gradient);
    spread(*this, bar.pooled, bar.sent, PairWeight{*this});
    this->back(message_out, rows.message_act, bar.sent, bar.message, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.message), ConstRows(bar.message), bar.message);
    networks::reverse_dense_weights(ConstRows(rows.edge_in), ConstRows(bar.message), shape.edge_inputs,
                                    gradient[message_edge]);
    gather(*this, bar.message, bar.offset, Unweighted{});
    this->back(message_node, rows.state, bar.offset, bar.state, gradient, networks::Start::present);
    networks::reverse_activate(net.activation, ConstRows(rows.second), ConstRows(bar.state), bar.state);
    this->back(node_second, rows.first_out, bar.state, bar.head, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.first), ConstRows(bar.head), bar.head);
    networks::reverse_dense_weights(ConstRows(rows.node_in), ConstRows(bar.head), shape.node_inputs,
                                    gradient[node_first]);
  }

 private:
  /// The weight of a pair in a particle's sum over messages.
  struct PairWeight {
    const EquivariantBlock& block;
    STARLING_FUNCTION auto operator()(std::int64_t e) const {
      return block.weight(e, block.net.scales, block.net.lengths);
    }
  };

  STARLING_FUNCTION PairRows<Real> coefficients_in(DualRows sent) const { return {sent, net.of.width, 0}; }

  STARLING_FUNCTION void apply(int layer, DualRows in, DualRows z, DualRows out) const {
    networks::apply_dense(net.layer[layer], ConstRows(in), z);
    networks::activate(net.activation, ConstRows(z), out);
  }

  /// z += x W on every plane.
  STARLING_FUNCTION void add_product(int layer, DualRows x, DualRows z) const {
    const networks::DenseLayer<Real>& by = net.layer[layer];
    networks::product({x.all_rows(), by.inputs, z.columns}, networks::as_left<Real>(x.data, x.row_stride),
                      networks::packed_panels(by.weights, by.inputs), networks::ResultRows<Real>{z.data, z.row_stride},
                      networks::Start::present);
  }
};

}  // namespace starling::score
