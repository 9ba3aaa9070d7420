// The integer weights of a rank's slots, one by one and by blocks, and values under them.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/weights/integer_weight.hpp"

namespace starling {

/// Differences of the prefix sums.
struct SlotWeights {
  const std::int64_t* cumulative;
  std::int64_t before;  ///< of all lower ranks

  STARLING_FUNCTION std::int64_t operator()(std::int64_t j) const {
    return cumulative[j] - (j > 0 ? cumulative[j - 1] : before);
  }
  /// The same for j > 0, without a jump.
  STARLING_FUNCTION std::int64_t after_first(std::int64_t j) const { return cumulative[j] - cumulative[j - 1]; }
};

/// w_j x_j; zero weights count as nothing, whatever the state.
struct WeightedValue {
  SlotWeights weight;
  const double* value;

  STARLING_FUNCTION double operator()(std::int64_t j) const { return product(weight(j), value[j]); }

  /// Those of slots first, ..., first + Lanes - 1, with first > 0.
  template <int Lanes>
  STARLING_FUNCTION void block(std::int64_t first, double* __restrict products) const {
    const WeightedValue self = *this;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      products[lane] = product(self.weight.after_first(first + lane), self.value[first + lane]);
  }

 private:
  STARLING_FUNCTION static double product(std::int64_t w, double x) { return w == 0 ? 0.0 : to_double(w) * x; }
};

/// w_j (x_j - mean)^2, likewise.
struct WeightedSquare {
  SlotWeights weight;
  const double* value;
  double mean;

  STARLING_FUNCTION double operator()(std::int64_t j) const { return product(weight(j), value[j] - mean); }

  template <int Lanes>
  STARLING_FUNCTION void block(std::int64_t first, double* __restrict products) const {
    const WeightedSquare self = *this;
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane)
      products[lane] = product(self.weight.after_first(first + lane), self.value[first + lane] - self.mean);
  }

 private:
  STARLING_FUNCTION static double product(std::int64_t w, double x) { return w == 0 ? 0.0 : to_double(w) * (x * x); }
};

}  // namespace starling
