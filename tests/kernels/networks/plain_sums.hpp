// What tests of bits compare with: sums by plain loops, and hashes.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace starling::networks::testing_support {

/// FNV-1a of the bits of numbers.
inline std::uint64_t bits_of(const std::vector<const std::vector<float>*>& all) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const auto* numbers : all)
    for (const float number : *numbers) hash = (hash ^ std::bit_cast<std::uint32_t>(number)) * 0x100000001b3u;
  return hash;
}

/// Sixteen partial sums, folded, of what term(k, sum) makes.
template <class Term>
float plain_sum(std::int64_t count, const Term& term) {
  float partial[16] = {};
  for (std::int64_t k = 0; k < count; ++k) partial[k % 16] = term(k, partial[k % 16]);
  for (int half = 8; half > 0; half /= 2)
    for (int lane = 0; lane < half; ++lane) partial[lane] += partial[lane + half];
  return partial[0];
}

}  // namespace starling::networks::testing_support
