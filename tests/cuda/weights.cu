// Weighing and resampling as device code. Compiled only.
#include "kernels/weights/boundaries.hpp"
#include "kernels/weights/expand.hpp"
#include "kernels/weights/pack.hpp"
#include "kernels/weights/quantise.hpp"
#include "kernels/weights/sorted_draws.hpp"

namespace starling {

template <class Functor, class... Results>
__global__ void call_block(Functor functor, Results*... results) {
  functor(threadIdx.x, *results...);
}

__global__ void call_offspring(ParentRange range, OffspringRuns runs, std::int64_t* copies) {
  *copies = range.offspring(runs, threadIdx.x) + runs.parent_of(threadIdx.x);
}

void call_weights(const QuantiseBlocks<1>& quantise, const BoundaryBlocks<SystematicPoints, 1>& systematic,
                  const BoundaryBlocks<StratifiedPoints, 1>& stratified, const ExpandBlocks<1>& expand,
                  const CountDraws& draws, const ParentRange& range, std::int64_t* sum) {
  call_block<<<1, 1>>>(quantise, sum, sum);
  call_block<<<1, 1>>>(systematic);
  call_block<<<1, 1>>>(stratified);
  call_block<<<1, 1>>>(expand);
  call_block<<<1, 1>>>(draws);
  call_offspring<<<1, 1>>>(range, expand.runs, sum);
}

}  // namespace starling
