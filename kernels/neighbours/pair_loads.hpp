// Coordinates as lanes: one array per dimension, each filled from packed particles.
#pragma once

#include <cstdint>

#include "kernels/space/box.hpp"

#if defined(__AVX512F__) && defined(__AVX512DQ__) && !defined(__CUDACC__)
#include <immintrin.h>
#define STARLING_PAIR_LOADS_AVX512 1
#else
#define STARLING_PAIR_LOADS_AVX512 0
#endif

namespace starling {

/// Coordinates of `Lanes` particles. Separate arrays with scalars in the loops over them: an array of arrays keeps
/// compilers from vectorising.
template <int Lanes>
struct LaneCoordinates {
  double x[Lanes];
  double y[Lanes];
  double z[Lanes];
};

/// Unpacks rows of packed coordinates; dimensions beyond D are left alone.
template <int D, int Lanes>
STARLING_FUNCTION void unpack(const double* rows, LaneCoordinates<Lanes>& lanes) {
  constexpr int packed = packed_stride<D>;
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) {
    lanes.x[lane] = rows[lane * packed];
    if constexpr (D > 1) lanes.y[lane] = rows[lane * packed + 1];
    if constexpr (D > 2) lanes.z[lane] = rows[lane * packed + 2];
  }
}

#if STARLING_PAIR_LOADS_AVX512

/// Four packed planar particles as one register (x0 y0 x1 y1 x2 y2 x3 y3).
inline __m512d load_four(const double* position, const std::int32_t* index) {
  const auto at = [&](int k) { return position + 2 * static_cast<std::int64_t>(index[k]); };
  const __m256d low = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at(0))), _mm_loadu_pd(at(1)), 1);
  const __m256d high = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at(2))), _mm_loadu_pd(at(3)), 1);
  return _mm512_insertf64x4(_mm512_castpd256_pd512(low), high, 1);
}

/// load_neighbours in the plane: eight particles are transposed in registers.
template <int Lanes>
inline void load_planar(const double* position, const std::int32_t* slot, LaneCoordinates<Lanes>& lanes) {
  const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
  const __m512i odd = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
  for (int lane = 0; lane < Lanes; lane += 8) {
    const __m512d first = load_four(position, slot + lane);
    const __m512d second = load_four(position, slot + lane + 4);
    _mm512_storeu_pd(lanes.x + lane, _mm512_permutex2var_pd(first, even, second));
    _mm512_storeu_pd(lanes.y + lane, _mm512_permutex2var_pd(first, odd, second));
  }
}

#endif

/// Coordinates of the particles named in one slot of a slice. Each particle is loaded as one vector and the rows are
/// then transposed: several times the rate of gathering each coordinate.
template <int D, int Lanes>
STARLING_FUNCTION void load_neighbours(const double* position, const std::int32_t* slot,
                                       LaneCoordinates<Lanes>& lanes) {
#if STARLING_PAIR_LOADS_AVX512
  if constexpr (D == 2 && Lanes % 8 == 0) {
    load_planar(position, slot, lanes);
    return;
  }
#endif
  constexpr int packed = packed_stride<D>;
  double rows[Lanes * packed];
  for (int lane = 0; lane < Lanes; ++lane) {
    const double* there = position + static_cast<std::int64_t>(slot[lane]) * packed;
    for (int d = 0; d < packed; ++d) rows[lane * packed + d] = there[d];
  }
  unpack<D, Lanes>(rows, lanes);
}

}  // namespace starling
