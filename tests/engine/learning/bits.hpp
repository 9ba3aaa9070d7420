// One number for the bits of many doubles, to compare runs, compilers and ranks.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

namespace starling::testing_support {

/// FNV-1a over the 64-bit words.
inline std::uint64_t fingerprint(std::span<const double> values) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const double value : values) hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3u;
  return hash;
}

}  // namespace starling::testing_support
