// Every pair force of the registry, and the sweep over neighbours with it, as device code. Compiled only.
#include <variant>

#include "kernels/forces/pair_sweep.hpp"
#include "kernels/forces/registry.hpp"

namespace starling {

template <class Force>
__global__ void call_terms(Force force, const double* r2, PairTerms* out) {
  out[threadIdx.x] = force.terms(r2[threadIdx.x]);
  out[threadIdx.x].derivative += force.force_over_distance(r2[threadIdx.x]);
}

template <class Functor>
__global__ void call_sweep(Functor functor) {
  functor(threadIdx.x);
}

template <class Force>
void call_force(const double* r2, PairTerms* out) {
  call_terms<<<1, 1>>>(Force{}, r2, out);
  call_sweep<<<1, 1>>>(PairSweep<1, Force, 1>{});
  call_sweep<<<1, 1>>>(PairSweep<2, Force, 1>{});
  call_sweep<<<1, 1>>>(PairSweep<3, Force, 1>{});
}

template <class... Forces>
void call_each(const std::variant<Forces...>&, const double* r2, PairTerms* out) {
  (call_force<Forces>(r2, out), ...);
}

void call_every_force(const PairForce& any, const double* r2, PairTerms* out) { call_each(any, r2, out); }

}  // namespace starling
