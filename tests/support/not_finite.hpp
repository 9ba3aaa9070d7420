// What is no finite number, for tests of what becomes of it.
#pragma once

#include <limits>

namespace starling::testing_support {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace starling::testing_support
