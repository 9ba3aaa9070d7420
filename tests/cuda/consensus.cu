// Objectives, moves and sums of the optimise job as device code. Compiled only.
#include "kernels/consensus/sums.hpp"
#include "kernels/objectives/lennard_jones.hpp"
#include "kernels/objectives/quadratic.hpp"
#include "kernels/objectives/rosenbrock.hpp"
#include "kernels/objectives/waves.hpp"

namespace starling {

template <class Kernel>
__global__ void call_kernel(Kernel kernel) {
  kernel(static_cast<std::int64_t>(threadIdx.x));
}

template <class Objective>
void call_costs() {
  call_kernel<<<1, 1>>>(consensus::CostBlocks<Objective>{});
}

void call_consensus() {
  call_costs<objectives::Quadratic>();
  call_costs<objectives::Rastrigin>();
  call_costs<objectives::Ackley>();
  call_costs<objectives::Griewank>();
  call_costs<objectives::Rosenbrock>();
  call_costs<objectives::LennardJones>();
  call_kernel<<<1, 1>>>(consensus::Contraction{});
  call_kernel<<<1, 1>>>(consensus::Hop{});
  call_kernel<<<1, 1>>>(consensus::Resettling{});
  call_kernel<<<1, 1>>>(consensus::Distances{});
  call_kernel<<<1, 1>>>(consensus::WeightedSums{});
}

}  // namespace starling
