// Every force of the registries, and the sweep over neighbours with it, as device code. Compiled only.
#include <variant>

#include "kernels/forces/external/registry.hpp"
#include "kernels/forces/external/sweep.hpp"
#include "kernels/forces/pair_observations.hpp"
#include "kernels/forces/registry.hpp"

namespace starling {

template <class Force>
__global__ void call_pair(Force force, const double* r2, PairTerms* out) {
  out[threadIdx.x] = force.terms(r2[threadIdx.x]);
  out[threadIdx.x].derivative += force.force_over_distance(r2[threadIdx.x]) + force.energy(r2[threadIdx.x]);
}

template <class Force, int D>
__global__ void call_sweep(PairSweep<D, Force, 1> sweep) {
  sweep(threadIdx.x);
  for_each_listed(sweep.arrays.list, threadIdx.x, [&](std::int64_t other) {
    sweep.arrays.force[0] += squared_separation(sweep.arrays.position, threadIdx.x, other, sweep.arrays.box);
  });
}

template <int D, class External>
__global__ void call_external(External external, StateArrays<D> state, Box<D> box, ExternalTerms<D>* out) {
  out[threadIdx.x] = external_terms(external, state, box, threadIdx.x);
  out[threadIdx.x].force[0] += out[threadIdx.x].divergence() + external_energy(external, state, box, threadIdx.x);
}

template <int D>
__global__ void call_walls(Walls<D> walls, const double* unwrapped, double* out) {
  out[0] = walls.in_the_middle(unwrapped) ? walls.load(unwrapped) : 0.0;
}

template <class... Forces>
void call_each_pair(const std::variant<Forces...>&, const double* r2, PairTerms* out) {
  (call_pair<<<1, 1>>>(Forces{}, r2, out), ...);
  (call_sweep<<<1, 1>>>(PairSweep<1, Forces, 1>{}), ...);
  (call_sweep<<<1, 1>>>(PairSweep<2, Forces, 1>{}), ...);
  (call_sweep<<<1, 1>>>(PairSweep<3, Forces, 1>{}), ...);
}

template <int D, class... Forces>
void call_each_external(const std::variant<Forces...>&, ExternalTerms<D>* out) {
  (call_external<D><<<1, 1>>>(Forces{}, StateArrays<D>{}, Box<D>{}, out), ...);
}

void call_every_pair(const PairForce& any, const double* r2, PairTerms* out) { call_each_pair(any, r2, out); }

void call_every_external(ExternalTerms<1>* line, ExternalTerms<2>* plane, ExternalTerms<3>* space) {
  call_walls<2><<<1, 1>>>(Walls<2>{}, nullptr, nullptr);
  call_each_external<1>(ExternalForce<1>{}, line);
  call_each_external<2>(ExternalForce<2>{}, plane);
  call_each_external<3>(ExternalForce<3>{}, space);
}

}  // namespace starling
