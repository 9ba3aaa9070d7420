// Everything of a score network on a block of particles as device code.
#pragma once

#include "kernels/score/drive_view.hpp"
#include "kernels/score/network_sweep.hpp"
#include "kernels/score/scale_sums.hpp"

namespace starling::score {

template <class Block>
__global__ void call_block(typename Block::Source source, networks::Workspace<typename Block::Real> space,
                           const networks::DenseGradient<typename Block::Real>* gradient, double* sums,
                           ScoreArrays out) {
  using View = typename Block::View;
  const Block block(source, threadIdx.x);
  typename Block::Rows rows(space, block);
  const typename Block::Adjoints adjoints(space, block);
  const KeptVectors<View> kept(sums, block.particles);
  block.forward(rows, kept);
  const auto at = block.score(0, rows, kept);
  out.score[0] = at.score[0];
  out.divergence[0] = at.divergence;
  block.reverse(rows, kept, adjoints, gradient, sums);
  AddInputs<View>{source.net.lengths, source.net.scales.softness}(block, 0, sums);
  AddLengths<View>{source.net.lengths}(block, 0, sums);
  AddLinear<View>{source.net.lengths}(block, 0, sums);
}

template <class Block>
void call(const typename Block::Source& source, const networks::DenseGradient<typename Block::Real>* gradient,
          double* sums, const ScoreArrays& out) {
  call_block<Block><<<1, 1>>>(source, networks::Workspace<typename Block::Real>{nullptr}, gradient, sums, out);
}

}  // namespace starling::score

#define STARLING_CALL(...)                                                                                       \
  template void call<__VA_ARGS__>(const __VA_ARGS__::Source&, const networks::DenseGradient<__VA_ARGS__::Real>*, \
                                  double*, const ScoreArrays&);
