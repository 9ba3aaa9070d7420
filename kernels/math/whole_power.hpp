// Powers with whole exponents, by repeated multiplication.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling::math {

/// x^p for p >= 0; whole numbers must not overflow.
template <class Number>
STARLING_FUNCTION Number whole_power(Number x, std::int64_t p) {
  Number product = 1;
  for (std::int64_t k = 0; k < p; ++k) product *= x;
  return product;
}

}  // namespace starling::math
