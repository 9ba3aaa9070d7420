// The neighbour search for devices, as device code. Compiled only.
#include "kernels/neighbours/list_search.hpp"

namespace starling {

template <int D, bool Folded>
__global__ void call_search(SearchRow<D, Folded> search, std::int32_t* longest) {
  search(threadIdx.x, *longest);
}

template __global__ void call_search<1, false>(SearchRow<1, false>, std::int32_t*);
template __global__ void call_search<2, false>(SearchRow<2, false>, std::int32_t*);
template __global__ void call_search<3, false>(SearchRow<3, false>, std::int32_t*);
template __global__ void call_search<1, true>(SearchRow<1, true>, std::int32_t*);
template __global__ void call_search<2, true>(SearchRow<2, true>, std::int32_t*);
template __global__ void call_search<3, true>(SearchRow<3, true>, std::int32_t*);

}  // namespace starling
