// Launches of a network over all blocks of a list: scores, or gradients of the loss.
#pragma once

#include "kernels/networks/token_memory.hpp"
#include "kernels/networks/workspace.hpp"
#include "kernels/score/network_block.hpp"

namespace starling::score {

/// Memory for the blocks that are worked on at one time.
template <class Real>
class BlockScratch {
 public:
  /// Makes room for `size` numbers and `kept` double ones for each of them.
  void reserve(std::int64_t size, std::int64_t kept) {
    memory_.reserve("score scratch", size);
    kept_.reserve("kept vectors", kept);
  }

  /// The parts of one of them, as kernels see them.
  struct Parts {
    typename networks::TokenMemory<Real>::Parts memory;
    networks::TokenMemory<double>::Parts kept;

    STARLING_FUNCTION networks::Workspace<Real> workspace(std::int64_t token) const { return {memory.of(token)}; }
    STARLING_FUNCTION double* kept_of(std::int64_t token) const { return kept.of(token); }
  };
  [[nodiscard]] Parts parts() const { return {memory_.parts(), kept_.parts()}; }

 private:
  networks::TokenMemory<Real> memory_;
  networks::TokenMemory<double> kept_;
};

/// The most that of(block) gives for a block of the list.
template <class Block, class Of>
std::int64_t most_of_blocks(const typename Block::Source& source, const Of& of) {
  std::int64_t most = 0;
  Kokkos::parallel_reduce(
      "most of blocks", IndexRange(0, source.list.blocks()),
      KOKKOS_LAMBDA(std::int64_t number, std::int64_t & largest) {
        const std::int64_t size = of(Block(source, number));
        if (size > largest) largest = size;
      },
      Kokkos::Max<std::int64_t>(most));
  return source.list.blocks() == 0 ? 0 : most;
}

/// What a block's ways forward and back take of a workspace.
struct WorkspaceSize {
  template <class Block>
  STARLING_FUNCTION std::int64_t operator()(const Block& block) const {
    networks::Workspace<typename Block::Real> none{nullptr};
    static_cast<void>(typename Block::Rows(none, block));
    static_cast<void>(typename Block::Adjoints(none, block));
    return none.used;
  }
};

struct KeptSize {
  template <class Block>
  STARLING_FUNCTION std::int64_t operator()(const Block& block) const {
    return KeptVectors<typename Block::View>::size(block.particles, block.edges);
  }
};

template <class Block>
void reserve_for(const typename Block::Source& source, std::int64_t more, BlockScratch<typename Block::Real>& scratch) {
  scratch.reserve(most_of_blocks<Block>(source, WorkspaceSize{}) + more, most_of_blocks<Block>(source, KeptSize{}));
}

/// Scores of all places of the list.
template <class Block>
void evaluate_network(const typename Block::Source& source, const ScoreArrays& out,
                      BlockScratch<typename Block::Real>& scratch) {
  reserve_for<Block>(source, 0, scratch);
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = scratch.parts();
  Kokkos::parallel_for(
      "evaluate network", IndexRange(0, source.list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        auto space = parts.workspace(token);
        const Block block(source, number);
        typename Block::Rows rows(space, block);
        const KeptVectors<typename Block::View> kept(parts.kept_of(token), block.particles);
        block.forward(rows, kept);
        for (std::int64_t p = 0; p < block.particles; ++p) out.store(block.begin + p, block.score(p, rows, kept));
        tokens.release(token);
      });
}

/// The gradient of each block's sum of the loss (add_loss), parameter_count numbers a block, and the loss's two sums.
template <class Block>
void differentiate_network(const typename Block::Source& source, typename Block::Real* gradient, double* sums,
                           BlockScratch<typename Block::Real>& scratch) {
  using Real = typename Block::Real;
  const std::int64_t parameters = networks::parameter_count(source.net.of);
  const std::int64_t padded = networks::gradient_size<Real>(source.net.of);
  reserve_for<Block>(source, padded, scratch);
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = scratch.parts();
  Kokkos::parallel_for(
      "differentiate network", IndexRange(0, source.list.blocks()), KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        auto space = parts.workspace(token);
        Real* const zeros = space.numbers(padded);
        for (std::int64_t k = 0; k < padded; ++k) zeros[k] = Real(0);
        networks::DenseGradient<Real> layer[Block::Architecture::most_layers];
        networks::place_gradients(source.net.of, zeros, layer);
        const Block block(source, number);
        typename Block::Rows rows(space, block);
        const typename Block::Adjoints adjoints(space, block);
        const KeptVectors<typename Block::View> kept(parts.kept_of(token), block.particles);
        block.forward(rows, kept);
        double* const sum = sums + 2 * number;
        sum[0] = sum[1] = 0.0;
        block.reverse(rows, kept, adjoints, layer, sum);
        networks::write_gradients(source.net.of, layer, gradient + number * parameters);
        tokens.release(token);
      });
}

}  // namespace starling::score
