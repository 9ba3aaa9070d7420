// 64-bit integer lanes whose low halves multiply in one instruction; compilers miss it in plain loops on x86.
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/portability.hpp"

#if defined(__GNUC__) && !STARLING_ON_DEVICE && !defined(__CUDACC__) && !defined(__HIPCC__)
#if defined(__AVX512F__)
#define STARLING_WIDE_WORD_BYTES 64
#elif defined(__AVX2__)
#define STARLING_WIDE_WORD_BYTES 32
#endif
#endif

#if defined(STARLING_WIDE_WORD_BYTES)
#include <immintrin.h>
#endif

namespace starling::random {

/// The 64-bit product of the low halves of two words; the upper halves are ignored.
STARLING_FUNCTION std::uint64_t product_of_low_halves(std::uint64_t a, std::uint64_t b) {
  return (a & 0xffffffffu) * (b & 0xffffffffu);
}

/// One id as a word.
STARLING_FUNCTION void load_ids(const std::int32_t* ids, std::uint64_t& word) {
  word = static_cast<std::uint32_t>(*ids);
}

/// The low half of a word, zero-extended or as it is.
STARLING_FUNCTION void store_low_halves(std::uint64_t word, std::uint64_t* to) { *to = word & 0xffffffffu; }
STARLING_FUNCTION void store_low_halves(std::uint64_t word, std::uint32_t* to) {
  *to = static_cast<std::uint32_t>(word);
}

#if defined(STARLING_WIDE_WORD_BYTES)

/// A register of unsigned 64-bit lanes; operators act lane by lane.
using WideWord = std::uint64_t __attribute__((vector_size(STARLING_WIDE_WORD_BYTES)));

/// The 64-bit products of the low halves, lane by lane; the upper halves are ignored.
STARLING_FUNCTION WideWord product_of_low_halves(WideWord a, WideWord b) {
#if STARLING_WIDE_WORD_BYTES == 64
  // The masked form, all lanes on: g++ 12 warns of an uninitialised operand inside the plain one.
  return (WideWord)_mm512_maskz_mul_epu32(0xff, (__m512i)a, (__m512i)b);
#else
  return (WideWord)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#endif
}

/// Consecutive ids, one per lane.
STARLING_FUNCTION void load_ids(const std::int32_t* ids, WideWord& words) {
  std::uint32_t __attribute__((vector_size(STARLING_WIDE_WORD_BYTES / 2))) narrow;
  std::memcpy(&narrow, ids, sizeof(narrow));
  words = __builtin_convertvector(narrow, WideWord);
}

/// The low halves of all lanes, one after the other, zero-extended or as they are.
STARLING_FUNCTION void store_low_halves(WideWord words, std::uint64_t* to) {
  const WideWord low = words & std::uint64_t{0xffffffffu};
  std::memcpy(to, &low, sizeof(low));
}
STARLING_FUNCTION void store_low_halves(WideWord words, std::uint32_t* to) {
  using Narrow = std::uint32_t __attribute__((vector_size(STARLING_WIDE_WORD_BYTES / 2)));
  const Narrow low = __builtin_convertvector(words, Narrow);
  std::memcpy(to, &low, sizeof(low));
}

#else

/// No wider register is at hand.
using WideWord = std::uint64_t;

#endif

inline constexpr int wide_word_lanes = sizeof(WideWord) / sizeof(std::uint64_t);

}  // namespace starling::random
