// The vectors of the physics and the equivariant score network as device code. Compiled only.
#include "kernels/forces/registry.hpp"
#include "kernels/score/equivariant.hpp"
#include "kernels/score/filter_sweeps.hpp"
#include "kernels/score/filter_view.hpp"
#include "kernels/score/linear_sweep.hpp"
#include "kernels/score/position_view.hpp"
#include "tests/cuda/call_block.cuh"

namespace starling::score {

template <int D, class Force>
__global__ void call_edge(Force force, const double* position, Box<D> box, Edge<D>* out) {
  out[0] = make_edge<D>(force, position, 0, 1, box, 1.0);
}

template <int D>
void call_in(double* sums, const Box<D>& box, Edge<D>* edge) {
  call_edge<D><<<1, 1>>>(Softplus{}, sums, box, edge);
  call_edge<D><<<1, 1>>>(Wca{}, sums, box, edge);
}
template void call_in(double*, const Box<1>&, Edge<1>*);
template void call_in(double*, const Box<2>&, Edge<2>*);
template void call_in(double*, const Box<3>&, Edge<3>*);

STARLING_CALL(EquivariantBlock<DriveView<1, 1, true>, float>)
STARLING_CALL(EquivariantBlock<DriveView<2, 1, true>, double>)
STARLING_CALL(EquivariantBlock<DriveView<2, 2, false>, float>)
STARLING_CALL(EquivariantBlock<DriveView<3, 2, false>, double>)
STARLING_CALL(EquivariantBlock<DriveView<3, 3, true>, float>)
STARLING_CALL(EquivariantBlock<FilterView<2, 2, false>, float>)
STARLING_CALL(EquivariantBlock<PositionView<1>, float>)
STARLING_CALL(EquivariantBlock<PositionView<2>, double>)
STARLING_CALL(EquivariantBlock<PositionView<3>, float>)

}  // namespace starling::score
