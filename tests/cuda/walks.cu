// Walks on graphs and clones of jump processes as device code. Compiled only: errors are the test.
#include "kernels/jump/clones.hpp"
#include "kernels/walk/measure.hpp"
#include "kernels/walk/objectives.hpp"
#include "kernels/walk/rules.hpp"

namespace starling {

template <class Rule>
__global__ void call_rule(walk::GraphView graph, walk::Visit* visit, std::int32_t* at) {
  at[0] = Rule().choose(graph, visit, at[0], visit[0].ratio, visit[0].weight);
}

template <class Kernel>
__global__ void call_kernel(Kernel kernel) {
  kernel(threadIdx.x);
}

template __global__ void call_rule<walk::RepelledSimple>(walk::GraphView, walk::Visit*, std::int32_t*);
template __global__ void call_rule<walk::RepelledChain>(walk::GraphView, walk::Visit*, std::int32_t*);
template __global__ void call_rule<walk::HistoryDrivenTarget>(walk::GraphView, walk::Visit*, std::int32_t*);

using DescendQuadratic = walk::Descend<walk::QuadraticObjective>;
using DescendLogistic = walk::Descend<walk::LogisticObjective>;
using AdvanceClone = jump::AdvanceClones<1>;
template __global__ void call_kernel<walk::MeasureTokens>(walk::MeasureTokens);
template __global__ void call_kernel<DescendQuadratic>(DescendQuadratic);
template __global__ void call_kernel<DescendLogistic>(DescendLogistic);
template __global__ void call_kernel<AdvanceClone>(AdvanceClone);

}  // namespace starling
