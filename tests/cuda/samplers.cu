// Every step of a sampler and every exact energy as device code. Compiled only.
#include "kernels/energies/evaluate.hpp"
#include "kernels/energies/funnel.hpp"
#include "kernels/energies/gaussian.hpp"
#include "kernels/energies/quartic.hpp"
#include "kernels/energies/two_modes.hpp"
#include "kernels/math/normal_quantile.hpp"
#include "kernels/samplers/chain_sums.hpp"
#include "kernels/samplers/langevin.hpp"
#include "kernels/samplers/momentum.hpp"
#include "kernels/samplers/sweep.hpp"

namespace starling {

template <class Functor>
__global__ void call_samplers(Functor functor) {
  functor(static_cast<std::int64_t>(threadIdx.x));
}

template <class... Step>
void call_noisy() {
  (call_samplers<<<1, 1>>>(samplers::SweepBlocks<Step, 1>{}), ...);
}

template <class... Step>
void call_quiet() {
  (call_samplers<<<1, 1>>>(samplers::QuietParameters<Step>{}), ...);
}

template <class... Energy>
void call_energies() {
  (call_samplers<<<1, 1>>>(energies::GradientOfChain<Energy>{}), ...);
  (call_samplers<<<1, 1>>>(energies::EnergyOfChain<Energy>{}), ...);
  (call_samplers<<<1, 1>>>(energies::FunctionsOfChain<Energy>{}), ...);
}

__global__ void call_quantile(double* p) { *p = math::normal_quantile(*p); }

void call_every_sampler(double* p) {
  call_noisy<samplers::LangevinStep, samplers::ScaledLangevinStep, samplers::DrawMomentum, samplers::Thermostat,
             samplers::FrictionStep, samplers::NoseHooverStep, samplers::SplitStep, samplers::AmortisedStep,
             energies::AddNoise>();
  call_quiet<samplers::MeanSquare, samplers::ReducedVariance, samplers::Kick, samplers::Drift, samplers::Clear,
             samplers::Settle>();
  call_energies<energies::Gaussian, energies::Quartic, energies::TwoModes, energies::Funnel>();
  call_samplers<<<1, 1>>>(samplers::ProductOfChain{});
  call_samplers<<<1, 1>>>(samplers::SumOfChain{});
  call_quantile<<<1, 1>>>(p);
}

}  // namespace starling
