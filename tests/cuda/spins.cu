// Patterns of spins as device code. Compiled only: errors are the test.
#include "kernels/spins/count_patterns.hpp"
#include "kernels/spins/two_parts.hpp"

namespace starling::spins {

template <class Patterns>
__global__ void call_patterns(Patterns patterns, std::int8_t* spin, double* out) {
  patterns.start(0, spin);
  const WordRange share{0, 1};
  auto totals = patterns.totals(share);
  out[0] = rounded(patterns.flip_change(totals, 0, spin[0], share));
  totals = patterns.flip(0, spin[0], share);
  out[1] = rounded(patterns.flip_change(totals, 1, spin[1], share)) + rounded(patterns.power(0));
}

__global__ void call_draws(DrawnBits bits, std::int8_t* value) {
  value[0] = static_cast<std::int8_t>(draw_count(0, 0, sign_of(bits, 0, 0), 5, 1u << 31, bits.key));
}

using Narrow = SignPatterns<StoredBits, std::int32_t>;
using Wide = SignPatterns<DrawnBits, std::int64_t>;
template __global__ void call_patterns<Narrow>(Narrow, std::int8_t*, double*);
template __global__ void call_patterns<Wide>(Wide, std::int8_t*, double*);
template __global__ void call_patterns<CountPatterns>(CountPatterns, std::int8_t*, double*);
template __global__ void call_patterns<TwoParts<Wide>>(TwoParts<Wide>, std::int8_t*, double*);
template __global__ void call_patterns<TwoParts<CountPatterns>>(TwoParts<CountPatterns>, std::int8_t*, double*);

}  // namespace starling::spins
