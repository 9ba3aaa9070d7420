// The vectors of the physics and the score networks as device code. Compiled only.
#include "kernels/forces/registry.hpp"
#include "kernels/networks/activations.hpp"
#include "kernels/score/equivariant_sweep.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/scale_sums.hpp"

namespace starling::score {

template <int D, int T, class Real>
__global__ void call_block(EquivariantSource<D, Real> source, Workspace<Real> space,
                           const networks::DenseGradient<Real>* gradient, double* sums, ScoreArrays out) {
  const EquivariantBlock<D, T, networks::Silu, Real> block(source, threadIdx.x);
  EquivariantRows<Real> rows(space, source.net, block.particles, block.edges, T);
  block.forward(rows);
  const OwnVectors<D, T> own = block.vectors_of(0);
  const ScoreAndDivergence<D> at = score_of(own, block.assemble(0, own, rows));
  out.score[0] = at.score[0];
  out.divergence[0] = at.divergence;
  block.reverse(rows, space, gradient, sums);
  AddInputs<D, T>{source.net.lengths, source.net.scales.softness}(block, 0, sums);
  AddLengths<D, T>{}(block, 0, sums);
  AddLinear<D, T>{source.net.lengths.contact}(block, 0, sums);
}

template <int D, class Force>
__global__ void call_edge(Force force, const double* position, Box<D> box, Edge<D>* out) {
  out[0] = make_edge<D>(force, position, 0, 1, box, 1.0);
}

template <int D, int T>
void call_in(const EquivariantSource<D, float>& single, const EquivariantSource<D, double>& twice,
             const networks::DenseGradient<float>* gradient, const networks::DenseGradient<double>* gradients,
             double* sums, const ScoreArrays& out, const Box<D>& box, Edge<D>* edge) {
  call_block<D, T><<<1, 1>>>(single, Workspace<float>{nullptr}, gradient, sums, out);
  call_block<D, T><<<1, 1>>>(twice, Workspace<double>{nullptr}, gradients, sums, out);
  call_edge<D><<<1, 1>>>(Softplus{}, sums, box, edge);
  call_edge<D><<<1, 1>>>(Wca{}, sums, box, edge);
}

#define STARLING_CALL(D, T)                                                                                           \
  template void call_in<D, T>(const EquivariantSource<D, float>&, const EquivariantSource<D, double>&,                \
                              const networks::DenseGradient<float>*, const networks::DenseGradient<double>*, double*, \
                              const ScoreArrays&, const Box<D>&, Edge<D>*);
STARLING_CALL(1, 1)
STARLING_CALL(2, 1)
STARLING_CALL(2, 2)
STARLING_CALL(3, 2)
STARLING_CALL(3, 3)

}  // namespace starling::score
