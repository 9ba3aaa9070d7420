// What random numbers are drawn for: one number a purpose, so that no two uses ever share a draw.
#pragma once

#include <cstdint>

namespace starling::random {

/// Part of every counter. Numbers are never reused or changed: recorded runs depend on them. At most 255.
enum class Purpose : std::uint32_t {
  dynamics = 0,
  initial_position = 1,
  initial_activity = 2,
};

}  // namespace starling::random
