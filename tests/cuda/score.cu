// The vectors of the physics and the score networks as device code. Compiled only.
#include "kernels/forces/registry.hpp"
#include "kernels/score/drive_view.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/network_sweep.hpp"
#include "kernels/score/position_view.hpp"
#include "kernels/score/scale_sums.hpp"
#include "kernels/score/transformer.hpp"

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

template <int D, class Force>
__global__ void call_edge(Force force, const double* position, Box<D> box, Edge<D>* out) {
  out[0] = make_edge<D>(force, position, 0, 1, box, 1.0);
}

template <class Block>
void call(const typename Block::Source& source, const networks::DenseGradient<typename Block::Real>* gradient,
          double* sums, const ScoreArrays& out) {
  call_block<Block><<<1, 1>>>(source, networks::Workspace<typename Block::Real>{nullptr}, gradient, sums, out);
}

template <int D>
void call_in(double* sums, const Box<D>& box, Edge<D>* edge) {
  call_edge<D><<<1, 1>>>(Softplus{}, sums, box, edge);
  call_edge<D><<<1, 1>>>(Wca{}, sums, box, edge);
}
template void call_in(double*, const Box<1>&, Edge<1>*);
template void call_in(double*, const Box<2>&, Edge<2>*);
template void call_in(double*, const Box<3>&, Edge<3>*);

#define STARLING_CALL(...)                                                                                       \
  template void call<__VA_ARGS__>(const __VA_ARGS__::Source&, const networks::DenseGradient<__VA_ARGS__::Real>*, \
                                  double*, const ScoreArrays&);
STARLING_CALL(EquivariantBlock<DriveView<1, 1, true>, float>)
STARLING_CALL(EquivariantBlock<DriveView<2, 1, true>, double>)
STARLING_CALL(EquivariantBlock<DriveView<2, 2, false>, float>)
STARLING_CALL(EquivariantBlock<DriveView<3, 2, false>, double>)
STARLING_CALL(EquivariantBlock<DriveView<3, 3, true>, float>)
STARLING_CALL(EquivariantBlock<PositionView<1>, float>)
STARLING_CALL(EquivariantBlock<PositionView<2>, double>)
STARLING_CALL(EquivariantBlock<PositionView<3>, float>)
STARLING_CALL(TransformerBlock<DriveView<2, 2, false>, float, Outputs::coefficients>)
STARLING_CALL(TransformerBlock<DriveView<3, 2, false>, double, Outputs::components>)

}  // namespace starling::score
