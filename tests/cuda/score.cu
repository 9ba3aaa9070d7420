// The vectors of the physics and the score networks as device code. Compiled only.
#include "kernels/forces/registry.hpp"
#include "kernels/score/drive_view.hpp"
#include "kernels/score/equivariant_sweep.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/position_view.hpp"
#include "kernels/score/scale_sums.hpp"

namespace starling::score {

template <class View, class Real>
__global__ void call_block(EquivariantSource<View::dimension, Real> source, Workspace<Real> space,
                           const networks::DenseGradient<Real>* gradient, double* sums, ScoreArrays out) {
  const EquivariantBlock<View, Real> block(source, threadIdx.x);
  EquivariantRows<Real> rows(space, source.net, block.particles, block.edges, View::tangents);
  const KeptVectors<View> kept(sums, block.particles);
  block.forward(rows, kept);
  const auto at = block.score(0, rows, kept);
  out.score[0] = at.score[0];
  out.divergence[0] = at.divergence;
  block.reverse(rows, kept, space, gradient, sums);
  AddInputs<View>{source.net.lengths, source.net.scales.softness}(block, 0, sums);
  AddLengths<View>{source.net.lengths}(block, 0, sums);
  AddLinear<View>{source.net.lengths}(block, 0, sums);
}

template <int D, class Force>
__global__ void call_edge(Force force, const double* position, Box<D> box, Edge<D>* out) {
  out[0] = make_edge<D>(force, position, 0, 1, box, 1.0);
}

template <class View>
void call_in(const EquivariantSource<View::dimension, float>& single,
             const EquivariantSource<View::dimension, double>& twice, const networks::DenseGradient<float>* gradient,
             const networks::DenseGradient<double>* gradients, double* sums, const ScoreArrays& out,
             const Box<View::dimension>& box, Edge<View::dimension>* edge) {
  call_block<View><<<1, 1>>>(single, Workspace<float>{nullptr}, gradient, sums, out);
  call_block<View><<<1, 1>>>(twice, Workspace<double>{nullptr}, gradients, sums, out);
  call_edge<View::dimension><<<1, 1>>>(Softplus{}, sums, box, edge);
  call_edge<View::dimension><<<1, 1>>>(Wca{}, sums, box, edge);
}

#define STARLING_CALL(D, ...)                                                                                       \
  template void call_in<__VA_ARGS__>(const EquivariantSource<D, float>&, const EquivariantSource<D, double>&,       \
                                     const networks::DenseGradient<float>*, const networks::DenseGradient<double>*, \
                                     double*, const ScoreArrays&, const Box<D>&, Edge<D>*);
STARLING_CALL(1, DriveView<1, 1, true>)
STARLING_CALL(2, DriveView<2, 1, true>)
STARLING_CALL(2, DriveView<2, 2, false>)
STARLING_CALL(3, DriveView<3, 2, false>)
STARLING_CALL(3, DriveView<3, 3, true>)
STARLING_CALL(1, PositionView<1>)
STARLING_CALL(2, PositionView<2>)
STARLING_CALL(3, PositionView<3>)

}  // namespace starling::score
