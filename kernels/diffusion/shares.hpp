// Responsibilities of a mixture's components at one point, from their log densities.
#pragma once

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/portability.hpp"

namespace starling {

/// Makes of logs the shares that their exponentials have of the sum, and returns the log of that.
STARLING_FUNCTION double shares_of_sum(int count, double* term) {
  double largest = -__builtin_huge_val();
  for (int k = 0; k < count; ++k) largest = term[k] > largest ? term[k] : largest;
  double sum = 0.0;
  for (int k = 0; k < count; ++k) sum += term[k] = math::exp(term[k] - largest);
  for (int k = 0; k < count; ++k) term[k] /= sum;
  return largest + math::log(sum);
}

}  // namespace starling
