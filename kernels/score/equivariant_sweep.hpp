// Launches of the equivariant network over all blocks of a list: scores, or gradients of the loss.
#pragma once

#include "kernels/score/equivariant.hpp"

namespace starling::score {

/// Memory for the blocks that are worked on at one time.
template <class Real>
class BlockScratch {
 public:
  /// Makes room for `size` numbers and `kept` double ones for each of them.
  void reserve(std::int64_t size, std::int64_t kept) {
    size_ = networks::padded_columns<Real>(size);
    kept_size_ = networks::padded_columns<double>(kept);
    ensure_size(memory_, "score scratch", size_ * token_.size() + networks::vector_columns<Real>);
    ensure_size(kept_, "kept vectors", kept_size_ * token_.size());
  }

  /// The parts of one of them, as kernels see them.
  struct Parts {
    Real* data;
    std::int64_t size;
    double* kept;
    std::int64_t kept_size;

    STARLING_FUNCTION Workspace<Real> workspace(std::int64_t token) const { return {data + token * size}; }
    STARLING_FUNCTION double* kept_of(std::int64_t token) const { return kept + token * kept_size; }
  };
  [[nodiscard]] Parts parts() const { return {memory_.data(), size_, kept_.data(), kept_size_}; }

 private:
  Kokkos::Experimental::UniqueToken<ExecutionSpace> token_;
  DeviceArray<Real> memory_;
  DeviceArray<double> kept_;
  std::int64_t size_ = 0;
  std::int64_t kept_size_ = 0;
};

/// The pairs of the block that has most.
template <int D>
std::int64_t most_edges(const ParticleList<D>& list) {
  std::int64_t most = 0;
  Kokkos::parallel_reduce(
      "most edges", IndexRange(0, list.blocks()),
      KOKKOS_LAMBDA(std::int64_t block, std::int64_t & largest) {
        const std::int64_t edges = list.first[list.block_end(block)] - list.first[block * block_particles];
        if (edges > largest) largest = edges;
      },
      Kokkos::Max<std::int64_t>(most));
  return list.blocks() == 0 ? 0 : most;
}

/// Scores of all places of the list.
template <class View, class Real>
void evaluate_equivariant(const EquivariantSource<View::dimension, Real>& source, const ScoreArrays& out,
                          BlockScratch<Real>& scratch) {
  const std::int64_t edges = most_edges(source.list);
  scratch.reserve(workspace_size(source.net, edges, View::tangents), KeptVectors<View>::size(block_particles, edges));
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = scratch.parts();
  Kokkos::parallel_for(
      "evaluate equivariant", IndexRange(0, source.list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        Workspace<Real> space = parts.workspace(token);
        const EquivariantBlock<View, Real> block(source, number);
        EquivariantRows<Real> rows(space, source.net, block.particles, block.edges, View::tangents);
        const KeptVectors<View> kept(parts.kept_of(token), block.particles);
        block.forward(rows, kept);
        for (std::int64_t p = 0; p < block.particles; ++p) out.store(block.begin + p, block.score(p, rows, kept));
        tokens.release(token);
      });
}

/// The gradient of each block's sum of |s|^2 + 2 div s, parameter_count numbers a block, and its sums of |s|^2 and div s.
template <class View, class Real>
void differentiate_equivariant(const EquivariantSource<View::dimension, Real>& source, Real* gradient, double* sums,
                               BlockScratch<Real>& scratch) {
  const std::int64_t width = source.net.width;
  const std::int64_t parameters = parameter_count(View::shape, width);
  const std::int64_t padded = gradient_size<Real>(View::shape, width);
  const std::int64_t edges = most_edges(source.list);
  scratch.reserve(workspace_size(source.net, edges, View::tangents) + padded,
                  KeptVectors<View>::size(block_particles, edges));
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = scratch.parts();
  Kokkos::parallel_for(
      "differentiate equivariant", IndexRange(0, source.list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        Workspace<Real> space = parts.workspace(token);
        networks::DenseGradient<Real> layer[layers];
        Real* const begin = space.numbers(padded);
        for (std::int64_t k = 0; k < padded; ++k) begin[k] = Real(0);
        Real* place = begin;
        for (int l = 0; l < layers; ++l) {
          const LayerShape shape = layer_shape(View::shape, l, width);
          const std::int64_t columns = networks::padded_columns<Real>(shape.outputs);
          layer[l] = {place, columns, place + shape.inputs * columns};
          place += (shape.inputs + 1) * columns;
        }
        const EquivariantBlock<View, Real> block(source, number);
        EquivariantRows<Real> rows(space, source.net, block.particles, block.edges, View::tangents);
        const KeptVectors<View> kept(parts.kept_of(token), block.particles);
        block.forward(rows, kept);
        double* const sum = sums + 2 * number;
        sum[0] = sum[1] = 0.0;
        block.reverse(rows, kept, space, layer, sum);
        Real* out = gradient + number * parameters;
        for (int l = 0; l < layers; ++l) {
          const LayerShape shape = layer_shape(View::shape, l, width);
          for (std::int64_t row = 0; row < shape.inputs; ++row) {
            const Real* from = layer[l].weights + row * layer[l].weight_stride;
            for (std::int64_t k = 0; k < shape.outputs; ++k) *out++ = from[k];
          }
          for (std::int64_t k = 0; shape.biased && k < shape.outputs; ++k) *out++ = layer[l].biases[k];
        }
        tokens.release(token);
      });
}

}  // namespace starling::score
