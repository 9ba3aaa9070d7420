// Fields, stages, weighted steps, decoding, draws, modes and moves of chains of the diffusion job as device code. Compiled only.
#include "kernels/diffusion/bend_increment.hpp"
#include "kernels/diffusion/decode_points.hpp"
#include "kernels/diffusion/decode_words.hpp"
#include "kernels/diffusion/draw.hpp"
#include "kernels/diffusion/gibbs_move.hpp"
#include "kernels/diffusion/linear_stage.hpp"
#include "kernels/diffusion/nearest_mode.hpp"
#include "kernels/diffusion/preconditioned_move.hpp"
#include "kernels/diffusion/weighted_step.hpp"

namespace starling {

template <class Kernel>
__global__ void call_stage(Kernel kernel) {
  kernel(static_cast<std::int64_t>(threadIdx.x));
}

template <class Kernel>
__global__ void call_weighted(Kernel kernel, std::int64_t* largest) {
  kernel(static_cast<std::int64_t>(threadIdx.x), *largest);
}

__global__ void call_draws(MixtureDraws draws, double* out) {
  out[0] = draws(threadIdx.x, draws.component(threadIdx.x), 0);
}

void call_diffusion(const MixtureDraws& draws, double* out, std::int64_t* largest) {
  call_stage<<<1, 1>>>(LinearStageBlocks<1>{});
  call_stage<<<1, 1>>>(NearestModeBlocks<1>{});
  call_stage<<<1, 1>>>(GibbsMove{});
  call_stage<<<1, 1>>>(PreconditionedMove{});
  call_stage<<<1, 1>>>(BendIncrements{});
  call_weighted<<<1, 1>>>(WeightedStepBlocks<1, true, CarriedNumber::log_density>{}, largest);
  call_weighted<<<1, 1>>>(WeightedStepBlocks<1, false, CarriedNumber::log_density>{}, largest);
  call_weighted<<<1, 1>>>(WeightedStepBlocks<1, true, CarriedNumber::rate>{}, largest);
  call_weighted<<<1, 1>>>(WeightedStepBlocks<1, false, CarriedNumber::rate>{}, largest);
  call_weighted<<<1, 1>>>(PointSteps<1, true>{}, largest);
  call_weighted<<<1, 1>>>(PointSteps<1, false>{}, largest);
  call_weighted<<<1, 1>>>(WordSteps{}, largest);
  call_draws<<<1, 1>>>(draws, out);
}

}  // namespace starling
