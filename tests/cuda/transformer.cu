// The transformer of a particle and its neighbours as device code. Compiled only.
#include "kernels/score/transformer.hpp"
#include "tests/cuda/call_block.cuh"

namespace starling::score {

STARLING_CALL(TransformerBlock<DriveView<2, 2, false>, float, Outputs::coefficients>)
STARLING_CALL(TransformerBlock<DriveView<3, 2, false>, double, Outputs::components>)

}  // namespace starling::score
