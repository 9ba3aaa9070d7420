// Keeping the candidates that lie within a radius: the one place with instruction-set code in the neighbour search.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

#if defined(__AVX512F__) && defined(__AVX512VL__) && !STARLING_ON_DEVICE && !defined(__CUDACC__)
#include <immintrin.h>
#define STARLING_SELECT_AVX512 1
#else
#define STARLING_SELECT_AVX512 0
#endif

#if defined(__AVX2__) && defined(__FMA__) && !STARLING_SELECT_AVX512 && !STARLING_ON_DEVICE && !defined(__CUDACC__)
#include <immintrin.h>

#include <array>
#define STARLING_SELECT_AVX2 1
#else
#define STARLING_SELECT_AVX2 0
#endif

namespace starling {

/// Room that a buffer of selected candidates needs beyond its last entry, and coordinate arrays beyond theirs.
inline constexpr int select_slack = 16;

/// Squared distance from (at) to candidate j; `fold` holds box edges, used where Folded.
template <int D, bool Folded>
STARLING_FUNCTION float candidate_r2(const float* const (&coordinate)[D], std::int32_t j, const float (&at)[D],
                                     const float (&fold)[D]) {
  float r2 = 0.0F;
  for (int d = 0; d < D; ++d) {
    float apart = coordinate[d][j] - at[d];
    if constexpr (Folded) {
      const float half = 0.5F * fold[d];
      apart = apart > half ? apart - fold[d] : (apart < -half ? apart + fold[d] : apart);
    }
    r2 += apart * apart;
  }
  return r2;
}

#if STARLING_SELECT_AVX2

/// By a mask of 8 lanes: the numbers of the lanes whose bits are set, one per byte, the first in the lowest.
inline constexpr std::array<std::uint64_t, 256> lanes_of_mask = [] {
  std::array<std::uint64_t, 256> table{};
  for (unsigned mask = 0; mask < 256; ++mask) {
    int count = 0;
    for (unsigned lane = 0; lane < 8; ++lane) {
      if ((mask >> lane & 1U) != 0) table[mask] |= static_cast<std::uint64_t>(lane) << (8 * count++);
    }
  }
  return table;
}();

#endif

/// Appends to `selected` the candidates j in [first, last) with squared distance below the radius and returns the new
/// count. Which pairs on the very edge are kept may differ between instruction sets; forces do not see them.
template <int D, bool Folded>
STARLING_FUNCTION std::int32_t select_within(const float* const (&coordinate)[D], std::int32_t first, std::int32_t last,
                                             const float (&at)[D], const float (&fold)[D], float radius_squared,
                                             std::int32_t* selected, std::int32_t count) {
#if STARLING_SELECT_AVX512
  if constexpr (!Folded) {
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512 reach = _mm512_set1_ps(radius_squared);
    for (std::int32_t j = first; j < last; j += 16) {
      __m512 r2 = _mm512_setzero_ps();
      for (int d = 0; d < D; ++d) {
        const __m512 apart = _mm512_sub_ps(_mm512_loadu_ps(coordinate[d] + j), _mm512_set1_ps(at[d]));
        r2 = _mm512_fmadd_ps(apart, apart, r2);
      }
      const std::int32_t left = last - j;
      const auto valid = static_cast<__mmask16>(left >= 16 ? 0xffffU : (1U << left) - 1U);
      const __mmask16 inside = _mm512_mask_cmp_ps_mask(valid, r2, reach, _CMP_LT_OQ);
      // Compressing in a register and storing all of it is far quicker than a compressing store on some processors.
      _mm512_storeu_si512(selected + count,
                          _mm512_maskz_compress_epi32(inside, _mm512_add_epi32(lane, _mm512_set1_epi32(j))));
      count += __builtin_popcount(inside);
    }
    return count;
  }
#elif STARLING_SELECT_AVX2
  if constexpr (!Folded) {
    const __m256 reach = _mm256_set1_ps(radius_squared);
    for (std::int32_t j = first; j < last; j += 8) {
      __m256 r2 = _mm256_setzero_ps();
      for (int d = 0; d < D; ++d) {
        const __m256 apart = _mm256_sub_ps(_mm256_loadu_ps(coordinate[d] + j), _mm256_set1_ps(at[d]));
        r2 = _mm256_fmadd_ps(apart, apart, r2);
      }
      const std::int32_t left = last - j;
      const unsigned valid = left >= 8 ? 0xffU : (1U << left) - 1U;
      const unsigned inside = static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(r2, reach, _CMP_LT_OQ))) & valid;
      const __m256i lanes = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<std::int64_t>(lanes_of_mask[inside])));
      _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(selected + count),
                          _mm256_add_epi32(lanes, _mm256_set1_epi32(j)));
      count += __builtin_popcount(inside);
    }
    return count;
  }
#endif
  for (std::int32_t j = first; j < last; ++j) {
    selected[count] = j;
    count += candidate_r2<D, Folded>(coordinate, j, at, fold) < radius_squared ? 1 : 0;
  }
  return count;
}

}  // namespace starling
