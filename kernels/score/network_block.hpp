// What networks on a block of particles have in common: inputs, and a score that is a sum of vectors with coefficients.
#pragma once

#include "kernels/score/block_view.hpp"
#include "kernels/score/kept_vectors.hpp"
#include "kernels/score/layer_list.hpp"
#include "kernels/score/particle_list.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::score {

/// What every pass over a list of particles needs.
template <int D, class Architecture, class Real>
struct NetworkSource {
  ParticleList<D> list;
  LayeredNetwork<Architecture, Real> net;
};

/// What the outputs of a network stand before: the vectors of the particle and of its pairs, or the axes, in units of the
/// score in closed form.
enum class Outputs { coefficients, components };

/// Coefficients of the pairs' terms: those of pair e of particle p in row e + (p + 1) * ahead, from `column` on.
template <class Real>
struct PairRows {
  networks::DualRows<Real> rows;
  std::int64_t column;
  std::int64_t ahead;  ///< rows of each particle that are before its pairs'
};

// A block of an architecture adds to this
//   Rows, made of (space, block)                  what the way forward keeps
//   Adjoints, made of (space, block)              and what the way back takes besides
//   forward(rows, kept)                           everything up to the outputs
//   score(p, rows, kept)                          of particle p, from what forward() left
//   reverse(rows, kept, adjoints, gradient, sums) adds the block's gradient and its sums of |s|^2 and div s or s.t

template <class View_, class Architecture_, class Real_, Outputs outputs>
struct NetworkBlock : View_ {
  using View = View_;
  using Architecture = Architecture_;
  using Real = Real_;
  static constexpr int D = View::dimension;
  static constexpr int T = View::tangents;
  static constexpr ScoreShape shape = View::shape;
  static constexpr int outputs_of_particle = outputs == Outputs::coefficients ? shape.vectors : D;
  static constexpr int outputs_of_pair = outputs == Outputs::coefficients ? shape.pair_terms : 0;
  using View::first_of;
  using View::particles;
  using Vectors = typename View::Vectors;
  using Source = NetworkSource<D, Architecture, Real>;
  using DualRows = networks::DualRows<Real>;
  using ConstRows = networks::DualRows<const Real>;
  using Gradients = const networks::DenseGradient<Real>*;

  const LayeredNetwork<Architecture, Real>& net;

  STARLING_FUNCTION NetworkBlock(const Source& source, std::int64_t number)
      : View(source.list, number), net(source.net) {}

 protected:
  STARLING_FUNCTION static math::Dual<T> load(ConstRows rows, std::int64_t row, std::int64_t column) {
    math::Dual<T> out;
    out.value = rows.data[row * rows.row_stride + column];
    for (int t = 0; t < T; ++t) out.tangent[t] = rows.plane(t + 1)[row * rows.row_stride + column];
    return out;
  }
  STARLING_FUNCTION static void store(const math::Dual<T>& number, DualRows rows, std::int64_t row,
                                      std::int64_t column) {
    rows.data[row * rows.row_stride + column] = static_cast<Real>(number.value);
    for (int t = 0; t < T; ++t) {
      rows.plane(t + 1)[row * rows.row_stride + column] = static_cast<Real>(number.tangent[t]);
    }
  }
  STARLING_FUNCTION static void clear(DualRows rows) {
    for (std::int64_t k = 0; k < rows.size(); ++k) rows.data[k] = Real(0);
  }

  /// The scaled inputs of particle p and of its pairs; keeps its vectors and the pairs' terms.
  STARLING_FUNCTION void write_inputs(std::int64_t p, DualRows node_in, DualRows edge_in,
                                      const KeptVectors<View>& kept) const {
    const Scales& scales = net.scales;
    const auto write = [&](std::int64_t e, int n, const math::Dual<T>& input) {
      const double mean = e < 0 ? scales.node_mean[n] : scales.edge_mean[n];
      const double inverse = e < 0 ? scales.node_inverse[n] : scales.edge_inverse[n];
      math::Dual<T> shifted = input;
      shifted.value -= mean;
      store(inverse * shifted, e < 0 ? node_in : edge_in, e < 0 ? p : e, n);
    };
    const auto keep = [&](std::int64_t e, const math::Dual<T>(&term)[shape.pair_terms][D]) {
      for (int m = 0; m < shape.pair_terms; ++m) {
        for (int d = 0; d < D; ++d) kept.term[e * shape.pair_terms + m][d] = term[m][d];
      }
    };
    kept.own[p] = this->vectors_of(p, net.lengths);
    this->look(p, kept.own[p], scales.softness, net.lengths, write, keep);
    for (int t = 0; t <= T; ++t) {
      for (std::int64_t n = shape.node_inputs; n < node_in.columns; ++n) {
        node_in.plane(t)[p * node_in.columns + n] = Real(0);
      }
      for (std::int64_t e = first_of(p); e < first_of(p + 1); ++e) {
        for (std::int64_t n = shape.edge_inputs; n < edge_in.columns; ++n) {
          edge_in.plane(t)[e * edge_in.columns + n] = Real(0);
        }
      }
    }
  }

  /// The score of particle p: the part in closed form, and the vectors with the network's outputs.
  STARLING_FUNCTION ScoreAndDivergence<D> sum_of_vectors(std::int64_t p, DualRows out, const PairRows<Real>& pairs,
                                                         const KeptVectors<View>& kept) const {
    const Vectors& own = kept.own[p];
    ScoreVector<D, T> sum = linear_part(own, net.scales, this->class_of(p, net.lengths));
    for (int k = 0; k < outputs_of_particle; ++k) {
      if constexpr (outputs == Outputs::coefficients) {
        sum.add(View::unit_of_vector(net.scales, k) * load(out, p, k), own.vector[k]);
      } else {
        sum.along[k] += net.scales.size * load(out, p, k);
      }
    }
    for (std::int64_t e = first_of(p); outputs_of_pair > 0 && e < first_of(p + 1); ++e) {
      for (int m = 0; m < outputs_of_pair; ++m) {
        sum.add(View::unit_of_term(net.scales, m) * load(pairs.rows, e + (p + 1) * pairs.ahead, pairs.column + m),
                kept.term[e * shape.pair_terms + m]);
      }
    }
    return score_of(own, sum);
  }

  /// Writes the derivatives of the loss by the network's outputs for a particle, and adds up its part of the loss.
  STARLING_FUNCTION void begin_reverse(std::int64_t p, const ScoreAndDivergence<D>& at, const KeptVectors<View>& kept,
                                       DualRows out_bar, const PairRows<Real>& pairs_bar, double* sums) const {
    const Vectors& own = kept.own[p];
    const ScoreAdjoint<D, T> adjoint = add_loss(own, at, this->loss_weight(p), this->target(p), sums);
    for (int k = 0; k < outputs_of_particle; ++k) {
      if constexpr (outputs == Outputs::coefficients) {
        store(View::unit_of_vector(net.scales, k) * adjoint.of_coefficient(own.vector[k]), out_bar, p, k);
      } else {
        store(net.scales.size * adjoint.of_component(k), out_bar, p, k);
      }
    }
    for (std::int64_t e = first_of(p); outputs_of_pair > 0 && e < first_of(p + 1); ++e) {
      for (int m = 0; m < outputs_of_pair; ++m) {
        store(View::unit_of_term(net.scales, m) * adjoint.of_coefficient(kept.term[e * shape.pair_terms + m]),
              pairs_bar.rows, e + (p + 1) * pairs_bar.ahead, pairs_bar.column + m);
      }
    }
  }

  /// A layer's gradient, and the adjoints of its inputs.
  STARLING_FUNCTION void back(int layer, DualRows in, DualRows z_bar, DualRows in_bar, Gradients gradient,
                              networks::Start start = networks::Start::zero) const {
    networks::reverse_dense_weights(ConstRows(in), ConstRows(z_bar), net.layer[layer].inputs, gradient[layer]);
    networks::reverse_dense_inputs(net.layer[layer], ConstRows(z_bar), in_bar, start);
  }
};

}  // namespace starling::score
