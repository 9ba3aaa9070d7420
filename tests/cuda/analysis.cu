// What is measured of pairs, probes, bonds and waves, as device code. Compiled only.
#include "kernels/analysis/binned_sums.hpp"
#include "kernels/analysis/hexatic_order.hpp"
#include "kernels/analysis/pair_counts.hpp"
#include "kernels/analysis/plane_waves.hpp"
#include "kernels/analysis/probe_counts.hpp"

namespace starling::analysis {

struct Values {
  const double* values;
  STARLING_FUNCTION double operator()(std::int64_t i) const { return values[i]; }
};

template <class Tally>
__global__ void call_tally(Tally body, std::int64_t* row) {
  body(threadIdx.x, threadIdx.x + 1, row);
}

template <class Functor>
__global__ void call_one(Functor functor) {
  functor(threadIdx.x);
}

template <int D>
void call_in(const PairCounts<D, 1>& pairs, const PlaneWaves<D, 1>& waves, const CountInProbes<D>& probes,
             std::int64_t* row) {
  call_tally<<<1, 1>>>(pairs, row);
  call_tally<<<1, 1>>>(waves, row);
  call_one<<<1, 1>>>(probes);
}

template void call_in<1>(const PairCounts<1, 1>&, const PlaneWaves<1, 1>&, const CountInProbes<1>&, std::int64_t*);
template void call_in<2>(const PairCounts<2, 1>&, const PlaneWaves<2, 1>&, const CountInProbes<2>&, std::int64_t*);
template void call_in<3>(const PairCounts<3, 1>&, const PlaneWaves<3, 1>&, const CountInProbes<3>&, std::int64_t*);

void call_others(const HexaticOrder<1>& order, const BinnedSums<Values>& sums, std::int64_t* row) {
  call_one<<<1, 1>>>(order);
  call_tally<<<1, 1>>>(sums, row);
}

}  // namespace starling::analysis
