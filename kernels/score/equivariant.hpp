// The equivariant score network on a block of particles: inputs, messages from neighbours, coefficients of vectors, and the
// whole way back.
#pragma once

#include "kernels/score/equivariant_layers.hpp"
#include "kernels/score/particle_list.hpp"

namespace starling::score {

/// What every pass over a list of particles needs.
template <int D, class Real>
struct EquivariantSource {
  ParticleList<D> list;
  EquivariantNetwork<Real> net;
};

/// One block's forward pass, and its gradient.
template <int D, int T, class Activation, class Real>
struct EquivariantBlock {
  using Rows = networks::DualRows<Real>;
  using ConstRows = networks::DualRows<const Real>;

  const EquivariantSource<D, Real>& source;
  std::int64_t begin;      ///< first place of the block
  std::int64_t particles;  ///< places in it
  std::int64_t first_edge;
  std::int64_t edges;

  STARLING_FUNCTION EquivariantBlock(const EquivariantSource<D, Real>& from, std::int64_t block)
      : source(from), begin(block * block_particles) {
    particles = from.list.count - begin < block_particles ? from.list.count - begin : block_particles;
    first_edge = from.list.first[begin];
    edges = from.list.first[begin + particles] - first_edge;
  }

  /// Everything up to the coefficients.
  STARLING_FUNCTION void forward(EquivariantRows<Real>& rows) const {
    const EquivariantNetwork<Real>& net = source.net;
    for (std::int64_t p = 0; p < particles; ++p) write_inputs(p, rows);
    apply(node_first, rows.node_in, rows.first, rows.first_out);
    apply(node_second, rows.first_out, rows.second, rows.state);
    networks::apply_dense(net.layer[message_node], ConstRows(rows.state), rows.offset);
    // A message's sum begins at what the particle's state gives it.
    for (int t = 0; t <= T; ++t) spread(rows.offset, rows.message, t);
    add_product(message_edge, rows.edge_in, rows.message);
    networks::activate<Activation>(ConstRows(rows.message), rows.message_act);
    networks::apply_dense(net.layer[message_out], ConstRows(rows.message_act), rows.sent);
    pool(rows.sent, rows.pooled);
    networks::apply_dense(net.layer[head_node], ConstRows(rows.state), rows.head);
    add_product(head_message, rows.pooled, rows.head);
    networks::activate<Activation>(ConstRows(rows.head), rows.head_act);
    networks::apply_dense(net.layer[head_out], ConstRows(rows.head_act), rows.out);
  }

  /// The score of particle p of the block, from what forward() left.
  STARLING_FUNCTION ScoreVector<D, T> assemble(std::int64_t p, const OwnVectors<D, T>& own,
                                               const EquivariantRows<Real>& rows) const {
    const Scales& scales = source.net.scales;
    ScoreVector<D, T> sum = linear_part(own, scales, surroundings(p).contacts);
    for (int k = 0; k < vectors; ++k) sum.add(scales.unit[k] * load(rows.out, p, k), own.vector[k]);
    for_each_pair(p, own, [&](std::int64_t e, const math::Dual<T>(&term)[pair_terms][D]) {
      for (int m = 0; m < pair_terms; ++m) {
        sum.add(pair_unit(m) * load(rows.sent, e, static_cast<int>(source.net.width) + m), term[m]);
      }
    });
    return sum;
  }

  /// Writes the derivatives of the loss by the network's outputs, and adds up the particle's part of the loss.
  STARLING_FUNCTION void begin_reverse(std::int64_t p, const EquivariantRows<Real>& rows, Rows out_bar, Rows sent_bar,
                                       double* sums) const {
    const OwnVectors<D, T> own = vectors_of(p);
    const ScoreAndDivergence<D> at = score_of(own, assemble(p, own, rows));
    for (int d = 0; d < D; ++d) sums[0] += at.score[d] * at.score[d];
    sums[1] += at.divergence;
    const ScoreAdjoint<D, T> adjoint = loss_adjoint(own, at);
    for (int k = 0; k < vectors; ++k) {
      store(source.net.scales.unit[k] * adjoint.of_coefficient(own.vector[k]), out_bar, p, k);
    }
    for_each_pair(p, own, [&](std::int64_t e, const math::Dual<T>(&term)[pair_terms][D]) {
      for (int m = 0; m < pair_terms; ++m) {
        store(pair_unit(m) * adjoint.of_coefficient(term[m]), sent_bar, e, static_cast<int>(source.net.width) + m);
      }
    });
  }

  /// Adds the block's gradient, one padded matrix per layer, and its sums of |s|^2 and div s.
  STARLING_FUNCTION void reverse(const EquivariantRows<Real>& rows, Workspace<Real>& space,
                                 const networks::DenseGradient<Real>* gradient, double* sums) const {
    const EquivariantNetwork<Real>& net = source.net;
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
    for (std::int64_t p = 0; p < particles; ++p) begin_reverse(p, rows, out_bar, sent_bar, sums);

    back(head_out, rows.head_act, out_bar, head_bar, gradient);
    networks::reverse_activate<Activation>(ConstRows(rows.head), ConstRows(head_bar), head_bar);
    back(head_message, rows.pooled, head_bar, pooled_bar, gradient);
    back(head_node, rows.state, head_bar, state_bar, gradient);
    unpool(pooled_bar, sent_bar);
    back(message_out, rows.message_act, sent_bar, message_bar, gradient);
    networks::reverse_activate<Activation>(ConstRows(rows.message), ConstRows(message_bar), message_bar);
    networks::reverse_dense_weights(ConstRows(rows.edge_in), ConstRows(message_bar), edge_inputs,
                                    gradient[message_edge]);
    gather(message_bar, offset_bar);
    back(message_node, rows.state, offset_bar, state_bar, gradient, networks::Start::present);
    networks::reverse_activate<Activation>(ConstRows(rows.second), ConstRows(state_bar), state_bar);
    back(node_second, rows.first_out, state_bar, head_bar, gradient);
    networks::reverse_activate<Activation>(ConstRows(rows.first), ConstRows(head_bar), head_bar);
    networks::reverse_dense_weights(ConstRows(rows.node_in), ConstRows(head_bar), node_inputs, gradient[node_first]);
  }

  [[nodiscard]] STARLING_FUNCTION OwnVectors<D, T> vectors_of(std::int64_t p) const {
    return own_vectors<D, T>(physics(p), source.list.particle_at(begin + p));
  }

  /// The sums of ln |V_k| and of the logarithms of the pairs' parts, of which softness is made.
  STARLING_FUNCTION void add_logarithms(std::int64_t p, double* sums) const {
    const OwnVectors<D, T> own = vectors_of(p);
    for (int k = 0; k < vectors; ++k) sums[k] += half_logarithm(scalar_product(own.vector[k], own.vector[k]).value);
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const SplitPair<D, T> split = split_pair(own_pair(physics(p), own, edge(e)));
      double* sum = sums + vectors;
      sum[0] += half_logarithm(split.velocity_along.value * split.velocity_along.value);
      sum[1] += half_logarithm(split.response_along.value * split.response_along.value);
      sum[2] += half_logarithm(scalar_product(split.velocity_across, split.velocity_across).value);
      sum[3] += half_logarithm(scalar_product(split.response_across, split.response_across).value);
    }
  }

  /// The sums of inputs and of their squares, which scales are made of: node inputs, then edge inputs.
  STARLING_FUNCTION void add_inputs(std::int64_t p, double* sums) const {
    for_each_input(p, [&](std::int64_t e, int n, const math::Dual<T>& input) {
      double* at = sums + 2 * (e < 0 ? n : node_inputs + n);
      at[0] += input.value;
      at[1] += input.value * input.value;
    });
  }

 private:
  STARLING_FUNCTION static double half_logarithm(double square) {
    return 0.5 * math::log(square < least_square ? least_square : square);
  }
  [[nodiscard]] STARLING_FUNCTION const PhysicsArrays<D>& physics(std::int64_t p) const {
    return source.list.of_place(begin + p).physics;
  }
  [[nodiscard]] STARLING_FUNCTION std::int64_t first_of(std::int64_t p) const {
    return source.list.first[begin + p] - first_edge;
  }
  [[nodiscard]] STARLING_FUNCTION const Edge<D>& edge(std::int64_t e) const { return source.list.edge[first_edge + e]; }
  [[nodiscard]] STARLING_FUNCTION Surroundings surroundings(std::int64_t p) const {
    return look_around(physics(p), source.list.edge + first_edge + first_of(p), first_of(p + 1) - first_of(p),
                       source.net.lengths.contact);
  }
  [[nodiscard]] STARLING_FUNCTION double pair_unit(int term) const {
    return source.net.scales.unit[term % 2 == 0 ? response : second_response];
  }
  [[nodiscard]] STARLING_FUNCTION double weight(std::int64_t e) const {
    const double slope = edge(e).slope < 0.0 ? -edge(e).slope : edge(e).slope;
    return slope / (slope + source.net.scales.slope);
  }

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

  /// visit(e, n, input) for the inputs of the particle (e = -1) and of each of its pairs.
  template <class Visit>
  STARLING_FUNCTION void for_each_input(std::int64_t p, const Visit& visit) const {
    const OwnVectors<D, T> own = vectors_of(p);
    const Softness& softness = source.net.scales.softness;
    const InverseLengths<D, T> inverse = inverse_lengths(own, softness);
    math::Dual<T> input[node_inputs > edge_inputs ? node_inputs : edge_inputs];
    make_node_inputs(own, inverse, surroundings(p), softness, input);
    for (int n = 0; n < node_inputs; ++n) visit(std::int64_t{-1}, n, input[n]);
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const OwnPair<D, T> pair = own_pair(physics(p), own, edge(e));
      make_edge_inputs(physics(p), edge(e), own, inverse, pair, split_pair(pair), source.net.lengths.diameter, softness,
                       input);
      for (int n = 0; n < edge_inputs; ++n) visit(e, n, input[n]);
    }
  }

  /// visit(e, terms) for the particle's pairs.
  template <class Visit>
  STARLING_FUNCTION void for_each_pair(std::int64_t p, const OwnVectors<D, T>& own, const Visit& visit) const {
    math::Dual<T> term[pair_terms][D];
    for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
      const OwnPair<D, T> pair = own_pair(physics(p), own, edge(e));
      make_pair_terms(edge(e), pair, split_pair(pair), term);
      visit(e, term);
    }
  }

  STARLING_FUNCTION void write_inputs(std::int64_t p, EquivariantRows<Real>& rows) const {
    const Scales& scales = source.net.scales;
    for_each_input(p, [&](std::int64_t e, int n, const math::Dual<T>& input) {
      const double mean = e < 0 ? scales.node_mean[n] : scales.edge_mean[n];
      const double inverse = e < 0 ? scales.node_inverse[n] : scales.edge_inverse[n];
      math::Dual<T> shifted = input;
      shifted.value -= mean;
      store(inverse * shifted, e < 0 ? rows.node_in : rows.edge_in, e < 0 ? p : e, n);
    });
    for (int t = 0; t <= T; ++t) {
      for (std::int64_t n = node_inputs; n < node_columns<Real>; ++n) {
        rows.node_in.plane(t)[p * node_columns<Real> + n] = Real(0);
      }
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        for (std::int64_t n = edge_inputs; n < edge_columns<Real>; ++n) {
          rows.edge_in.plane(t)[e * edge_columns<Real> + n] = Real(0);
        }
      }
    }
  }

  STARLING_FUNCTION void apply(int layer, Rows in, Rows z, Rows out) const {
    networks::apply_dense(source.net.layer[layer], ConstRows(in), z);
    networks::activate<Activation>(ConstRows(z), out);
  }

  /// z += x W on every plane.
  STARLING_FUNCTION void add_product(int layer, Rows x, Rows z) const {
    const networks::DenseLayer<Real>& by = source.net.layer[layer];
    networks::product({x.all_rows(), by.inputs, z.columns}, networks::as_left<Real>(x.data, x.row_stride),
                      networks::packed_panels(by.weights, by.inputs), networks::ResultRows<Real>{z.data, z.row_stride},
                      networks::Start::present);
  }

  /// A layer's gradient, and the adjoints of its inputs.
  STARLING_FUNCTION void back(int layer, Rows in, Rows z_bar, Rows in_bar,
                              const networks::DenseGradient<Real>* gradient,
                              networks::Start start = networks::Start::zero) const {
    networks::reverse_dense_weights(ConstRows(in), ConstRows(z_bar), source.net.layer[layer].inputs, gradient[layer]);
    networks::reverse_dense_inputs(source.net.layer[layer], ConstRows(z_bar), in_bar, start);
  }

  /// Each pair's row from its particle's.
  STARLING_FUNCTION void spread(Rows from, Rows to, int plane) const {
    for (std::int64_t p = 0; p < particles; ++p) {
      const Real* row = from.plane(plane) + p * from.row_stride;
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        Real* out = to.plane(plane) + e * to.row_stride;
        STARLING_LANES
        for (std::int64_t k = 0; k < from.columns; ++k) out[k] = row[k];
      }
    }
  }

  /// Each particle's sum over its pairs, in their order.
  STARLING_FUNCTION void gather(Rows from, Rows to) const {
    for (int t = 0; t <= T; ++t) {
      for (std::int64_t p = 0; p < particles; ++p) {
        Real* out = to.plane(t) + p * to.row_stride;
        for (std::int64_t k = 0; k < to.columns; ++k) out[k] = Real(0);
        for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
          const Real* row = from.plane(t) + e * from.row_stride;
          STARLING_LANES
          for (std::int64_t k = 0; k < to.columns; ++k) out[k] += row[k];
        }
      }
    }
  }

  /// The same with the pairs' weights, of the first W columns.
  STARLING_FUNCTION void pool(Rows sent, Rows pooled) const {
    for (std::int64_t k = 0; k < pooled.size(); ++k) pooled.data[k] = Real(0);
    for (std::int64_t p = 0; p < particles; ++p) {
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        const auto by = static_cast<Real>(weight(e));
        for (int t = 0; t <= T; ++t) {
          const Real* row = sent.plane(t) + e * sent.row_stride;
          Real* out = pooled.plane(t) + p * pooled.row_stride;
          STARLING_LANES
          for (std::int64_t k = 0; k < pooled.columns; ++k) out[k] = math::fma(by, row[k], out[k]);
        }
      }
    }
  }

  /// The adjoint of pool(); leaves the columns of the pair terms as they are.
  STARLING_FUNCTION void unpool(Rows pooled_bar, Rows sent_bar) const {
    for (std::int64_t p = 0; p < particles; ++p) {
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        const auto by = static_cast<Real>(weight(e));
        for (int t = 0; t <= T; ++t) {
          Real* out = sent_bar.plane(t) + e * sent_bar.row_stride;
          const Real* row = pooled_bar.plane(t) + p * pooled_bar.row_stride;
          STARLING_LANES
          for (std::int64_t k = 0; k < pooled_bar.columns; ++k) out[k] = by * row[k];
        }
      }
    }
  }
};

}  // namespace starling::score
