// The host's widest registers of floating-point lanes behind one face: the one place with instruction-set code here.
#pragma once

#include "kernels/portability.hpp"

#if !STARLING_ON_DEVICE && !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(STARLING_PLAIN_CUDA)
#if defined(__AVX512F__)
#define STARLING_VECTOR_LANES_BYTES 64
#elif defined(__AVX2__) && defined(__FMA__)
#define STARLING_VECTOR_LANES_BYTES 32
#endif
#endif

#if defined(STARLING_VECTOR_LANES_BYTES)
#include <immintrin.h>
#endif

namespace starling::networks {

/// Whether VectorLanes is there.
#if defined(STARLING_VECTOR_LANES_BYTES)
inline constexpr bool has_vector_lanes = true;
#else
inline constexpr bool has_vector_lanes = false;
#endif

#if defined(STARLING_VECTOR_LANES_BYTES)

/// A register of `count` lanes of Real, and how it is read, filled, written and used. Nothing need be aligned.
template <class Real>
struct VectorLanes;

#if STARLING_VECTOR_LANES_BYTES == 64

template <>
struct VectorLanes<float> {
  using Register = __m512;
  static constexpr int count = 16;
  static Register zero() { return _mm512_setzero_ps(); }
  static Register load(const float* from) { return _mm512_loadu_ps(from); }
  static Register spread(const float* from) { return _mm512_set1_ps(*from); }
  static void store(Register lanes, float* to) { _mm512_storeu_ps(to, lanes); }
  static Register fma(Register a, Register b, Register c) { return _mm512_fmadd_ps(a, b, c); }
};

template <>
struct VectorLanes<double> {
  using Register = __m512d;
  static constexpr int count = 8;
  static Register zero() { return _mm512_setzero_pd(); }
  static Register load(const double* from) { return _mm512_loadu_pd(from); }
  static Register load(const float* from) { return _mm512_cvtps_pd(_mm256_loadu_ps(from)); }
  /// Lane l plus lane l + 4, of eight lanes.
  static __m256d halves_sum(const Register (&lanes)[1]) {
    return _mm256_add_pd(_mm512_castpd512_pd256(lanes[0]), _mm512_extractf64x4_pd(lanes[0], 1));
  }
  static Register spread(const double* from) { return _mm512_set1_pd(*from); }
  static void store(Register lanes, double* to) { _mm512_storeu_pd(to, lanes); }
  static Register fma(Register a, Register b, Register c) { return _mm512_fmadd_pd(a, b, c); }
};

/// Rows of a tile of a product: 12 x 2 registers of sums leave room for the factors.
inline constexpr int tile_rows = 12;

#else

template <>
struct VectorLanes<float> {
  using Register = __m256;
  static constexpr int count = 8;
  static Register zero() { return _mm256_setzero_ps(); }
  static Register load(const float* from) { return _mm256_loadu_ps(from); }
  static Register spread(const float* from) { return _mm256_set1_ps(*from); }
  static void store(Register lanes, float* to) { _mm256_storeu_ps(to, lanes); }
  static Register fma(Register a, Register b, Register c) { return _mm256_fmadd_ps(a, b, c); }
};

template <>
struct VectorLanes<double> {
  using Register = __m256d;
  static constexpr int count = 4;
  static Register zero() { return _mm256_setzero_pd(); }
  static Register load(const double* from) { return _mm256_loadu_pd(from); }
  static Register load(const float* from) { return _mm256_cvtps_pd(_mm_loadu_ps(from)); }
  static __m256d halves_sum(const Register (&lanes)[2]) { return _mm256_add_pd(lanes[0], lanes[1]); }
  static Register spread(const double* from) { return _mm256_set1_pd(*from); }
  static void store(Register lanes, double* to) { _mm256_storeu_pd(to, lanes); }
  static Register fma(Register a, Register b, Register c) { return _mm256_fmadd_pd(a, b, c); }
};

/// Rows of a tile of a product: 6 x 2 registers of sums leave room for the factors.
inline constexpr int tile_rows = 6;

#endif

/// The sums (s_0 + s_2) + (s_1 + s_3) of the lanes of four registers.
inline void store_four_sums(const __m256d (&s)[4], double* to) {
  const __m256d low = _mm256_add_pd(_mm256_permute2f128_pd(s[0], s[1], 0x20), _mm256_permute2f128_pd(s[0], s[1], 0x31));
  const __m256d high =
      _mm256_add_pd(_mm256_permute2f128_pd(s[2], s[3], 0x20), _mm256_permute2f128_pd(s[2], s[3], 0x31));
  _mm256_storeu_pd(to, _mm256_permute4x64_pd(_mm256_hadd_pd(low, high), 0xd8));
}
#endif

}  // namespace starling::networks
