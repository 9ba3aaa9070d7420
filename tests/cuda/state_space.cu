// Every state-space model, and the making of its generations, as device code. Compiled only.
#include "kernels/state_space/bearings_only.hpp"
#include "kernels/state_space/evaluate.hpp"
#include "kernels/state_space/fractional/ou.hpp"
#include "kernels/state_space/fractional/volatility.hpp"
#include "kernels/state_space/gordon.hpp"
#include "kernels/state_space/hidden_markov.hpp"
#include "kernels/state_space/linear_gaussian.hpp"
#include "kernels/state_space/lorenz_96.hpp"
#include "kernels/state_space/propagate.hpp"
#include "kernels/state_space/sir.hpp"
#include "kernels/state_space/stochastic_volatility.hpp"

namespace starling {

template <class Kernel>
__global__ void call_generation(Kernel kernel, std::int64_t* largest) {
  kernel(threadIdx.x, *largest);
}

template <class Kernel>
__global__ void call_evaluation(Kernel kernel) {
  kernel(threadIdx.x);
}

template <class Model>
__global__ void call_model(Model model, const double* in, double* out) {
  model.observe(1, in, in, in, out);
  if constexpr (HasTransitionDensity<Model>) out[0] += model.log_transition(1, in, in) + model.log_transition_bound(1);
}

template <class Model>
void call_each(const double* in, double* out, std::int64_t* largest) {
  call_model<<<1, 1>>>(Model{}, in, out);
  call_generation<<<1, 1>>>(GenerationBlocks<Model, Origin::start, 1>{}, largest);
  call_generation<<<1, 1>>>(GenerationBlocks<Model, Origin::transition, 1>{}, largest);
  if constexpr (HasStartProposal<Model>)
    call_generation<<<1, 1>>>(GenerationBlocks<Model, Origin::guided_start, 1>{}, largest);
  if constexpr (HasProposal<Model>) call_generation<<<1, 1>>>(GenerationBlocks<Model, Origin::guided, 1>{}, largest);
  call_evaluation<<<1, 1>>>(EvaluationBlocks<Model, Evaluation::log_density, 1>{});
  if constexpr (HasLookAhead<Model>) call_evaluation<<<1, 1>>>(EvaluationBlocks<Model, Evaluation::look_ahead, 1>{});
}

void call_every_model(const double* in, double* out, std::int64_t* largest) {
  call_each<LinearGaussian<1>>(in, out, largest);
  call_each<LinearGaussian<4>>(in, out, largest);
  call_each<StochasticVolatility>(in, out, largest);
  call_each<Gordon>(in, out, largest);
  call_each<BearingsOnly>(in, out, largest);
  call_each<HiddenMarkov>(in, out, largest);
  call_each<Sir>(in, out, largest);
  call_each<Lorenz96>(in, out, largest);
  call_each<FractionalOu<8>>(in, out, largest);
  call_each<FractionalVolatility<8>>(in, out, largest);
}

}  // namespace starling
