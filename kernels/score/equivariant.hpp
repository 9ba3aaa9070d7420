// The equivariant score network on a block of particles: inputs, messages from neighbours, coefficients of vectors, and the
// whole way back.
#pragma once

#include "kernels/score/block_view.hpp"
#include "kernels/score/equivariant_layers.hpp"
#include "kernels/score/kept_vectors.hpp"
#include "kernels/score/pair_sums.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

/// What every pass over a list of particles needs.
template <int D, class Real>
struct EquivariantSource {
  ParticleList<D> list;
  EquivariantNetwork<Real> net;
};

/// One block's forward pass, and its gradient.
template <class View, class Real>
struct EquivariantBlock : View {
  static constexpr int D = View::dimension;
  static constexpr int T = View::tangents;
  static constexpr ScoreShape shape = View::shape;
  using View::edges;
  using View::first_of;
  using View::particles;
  using Vectors = typename View::Vectors;
  using Rows = networks::DualRows<Real>;
  using ConstRows = networks::DualRows<const Real>;

  const EquivariantNetwork<Real>& net;

  STARLING_FUNCTION EquivariantBlock(const EquivariantSource<D, Real>& source, std::int64_t number)
      : View(source.list, number), net(source.net) {}

  /// Everything up to the coefficients.
  STARLING_FUNCTION void forward(EquivariantRows<Real>& rows, const KeptVectors<View>& kept) const {
    for (std::int64_t p = 0; p < particles; ++p) write_inputs(p, rows, kept);
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
  STARLING_FUNCTION ScoreAndDivergence<D> score(std::int64_t p, const EquivariantRows<Real>& rows,
                                                const KeptVectors<View>& kept) const {
    const Vectors& own = kept.own[p];
    ScoreVector<D, T> sum = linear_part(own, net.scales, this->class_of(p, net.lengths));
    for (int k = 0; k < shape.vectors; ++k) {
      sum.add(View::unit_of_vector(net.scales, k) * load(rows.out, p, k), own.vector[k]);
    }
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      for (int m = 0; m < shape.pair_terms; ++m) {
        sum.add(View::unit_of_term(net.scales, m) * load(rows.sent, e, static_cast<int>(net.width) + m),
                kept.term[e * shape.pair_terms + m]);
      }
    }
    return score_of(own, sum);
  }

  /// Writes the derivatives of the loss by the network's outputs, and adds up the particle's part of the loss.
  STARLING_FUNCTION void begin_reverse(std::int64_t p, const EquivariantRows<Real>& rows, const KeptVectors<View>& kept,
                                       Rows out_bar, Rows sent_bar, double* sums) const {
    const Vectors& own = kept.own[p];
    const ScoreAndDivergence<D> at = score(p, rows, kept);
    const ScoreAdjoint<D, T> adjoint = add_loss(own, at, this->loss_weight(p), this->target(p), sums);
    for (int k = 0; k < shape.vectors; ++k) {
      store(View::unit_of_vector(net.scales, k) * adjoint.of_coefficient(own.vector[k]), out_bar, p, k);
    }
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      for (int m = 0; m < shape.pair_terms; ++m) {
        store(View::unit_of_term(net.scales, m) * adjoint.of_coefficient(kept.term[e * shape.pair_terms + m]), sent_bar,
              e, static_cast<int>(net.width) + m);
      }
    }
  }

  /// Adds the block's gradient, one padded matrix per layer, and its sums of |s|^2 and div s or s.t.
  STARLING_FUNCTION void reverse(const EquivariantRows<Real>& rows, const KeptVectors<View>& kept,
                                 Workspace<Real>& space, const networks::DenseGradient<Real>* gradient,
                                 double* sums) const {
    const std::int64_t w = net.width;
    const Rows out_bar = space.rows(particles, rows.out.columns, T);
    const Rows sent_bar = space.rows(edges, rows.sent.columns, T);
    const Rows head_bar = space.rows(particles, w, T);
    const Rows pooled_bar = space.rows(particles, w, T);
    const Rows state_bar = space.rows(particles, w, T);
    const Rows message_bar = space.rows(edges, w, T);
    const Rows offset_bar = space.rows(particles, w, T);
    for (std::int64_t k = 0; k < out_bar.size(); ++k) out_bar.data[k] = Real(0);
    for (std::int64_t k = 0; k < sent_bar.size(); ++k) sent_bar.data[k] = Real(0);
    for (std::int64_t p = 0; p < particles; ++p) begin_reverse(p, rows, kept, out_bar, sent_bar, sums);

    back(head_out, rows.head_act, out_bar, head_bar, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.head), ConstRows(head_bar), head_bar);
    back(head_message, rows.pooled, head_bar, pooled_bar, gradient);
    back(head_node, rows.state, head_bar, state_bar, gradient);
    spread(*this, pooled_bar, sent_bar, PairWeight{*this});
    back(message_out, rows.message_act, sent_bar, message_bar, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.message), ConstRows(message_bar), message_bar);
    networks::reverse_dense_weights(ConstRows(rows.edge_in), ConstRows(message_bar), shape.edge_inputs,
                                    gradient[message_edge]);
    gather(*this, message_bar, offset_bar, Unweighted{});
    back(message_node, rows.state, offset_bar, state_bar, gradient, networks::Start::present);
    networks::reverse_activate(net.activation, ConstRows(rows.second), ConstRows(state_bar), state_bar);
    back(node_second, rows.first_out, state_bar, head_bar, gradient);
    networks::reverse_activate(net.activation, ConstRows(rows.first), ConstRows(head_bar), head_bar);
    networks::reverse_dense_weights(ConstRows(rows.node_in), ConstRows(head_bar), shape.node_inputs,
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

  STARLING_FUNCTION static math::Dual<T> load(ConstRows rows, std::int64_t row, int column) {
    math::Dual<T> out;
    out.value = rows.data[row * rows.row_stride + column];
    for (int t = 0; t < T; ++t) out.tangent[t] = rows.plane(t + 1)[row * rows.row_stride + column];
    return out;
  }
  STARLING_FUNCTION static void store(const math::Dual<T>& number, Rows rows, std::int64_t row, int column) {
    rows.data[row * rows.row_stride + column] = static_cast<Real>(number.value);
    for (int t = 0; t < T; ++t) {
      rows.plane(t + 1)[row * rows.row_stride + column] = static_cast<Real>(number.tangent[t]);
    }
  }

  STARLING_FUNCTION void write_inputs(std::int64_t p, EquivariantRows<Real>& rows,
                                      const KeptVectors<View>& kept) const {
    const Scales& scales = net.scales;
    const auto write = [&](std::int64_t e, int n, const math::Dual<T>& input) {
      const double mean = e < 0 ? scales.node_mean[n] : scales.edge_mean[n];
      const double inverse = e < 0 ? scales.node_inverse[n] : scales.edge_inverse[n];
      math::Dual<T> shifted = input;
      shifted.value -= mean;
      store(inverse * shifted, e < 0 ? rows.node_in : rows.edge_in, e < 0 ? p : e, n);
    };
    const auto keep = [&](std::int64_t e, const math::Dual<T>(&term)[shape.pair_terms][D]) {
      for (int m = 0; m < shape.pair_terms; ++m) {
        for (int d = 0; d < D; ++d) kept.term[e * shape.pair_terms + m][d] = term[m][d];
      }
    };
    kept.own[p] = this->vectors_of(p, net.lengths);
    this->look(p, kept.own[p], scales.softness, net.lengths, write, keep);
    for (int t = 0; t <= T; ++t) {
      for (std::int64_t n = shape.node_inputs; n < net.node_columns(); ++n) {
        rows.node_in.plane(t)[p * net.node_columns() + n] = Real(0);
      }
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        for (std::int64_t n = shape.edge_inputs; n < net.edge_columns(); ++n) {
          rows.edge_in.plane(t)[e * net.edge_columns() + n] = Real(0);
        }
      }
    }
  }

  STARLING_FUNCTION void apply(int layer, Rows in, Rows z, Rows out) const {
    networks::apply_dense(net.layer[layer], ConstRows(in), z);
    networks::activate(net.activation, ConstRows(z), out);
  }

  /// z += x W on every plane.
  STARLING_FUNCTION void add_product(int layer, Rows x, Rows z) const {
    const networks::DenseLayer<Real>& by = net.layer[layer];
    networks::product({x.all_rows(), by.inputs, z.columns}, networks::as_left<Real>(x.data, x.row_stride),
                      networks::packed_panels(by.weights, by.inputs), networks::ResultRows<Real>{z.data, z.row_stride},
                      networks::Start::present);
  }

  /// A layer's gradient, and the adjoints of its inputs.
  STARLING_FUNCTION void back(int layer, Rows in, Rows z_bar, Rows in_bar,
                              const networks::DenseGradient<Real>* gradient,
                              networks::Start start = networks::Start::zero) const {
    networks::reverse_dense_weights(ConstRows(in), ConstRows(z_bar), net.layer[layer].inputs, gradient[layer]);
    networks::reverse_dense_inputs(net.layer[layer], ConstRows(z_bar), in_bar, start);
  }
};

}  // namespace starling::score
