// The terms that smoothing adds up over time.
#pragma once

#include <string>

#include "drivers/smc/models/state_space.hpp"
#include "kernels/portability.hpp"

namespace starling::smc {

/// The terms h_0(x_0) and h(x_{t-1}, x_t) of a functional; x is the first component.
struct SmoothedTerm {
  Functional functional;

  STARLING_FUNCTION double first(double x) const {
    return functional == Functional::state ? x : functional == Functional::square ? x * x : 0.0;
  }
  STARLING_FUNCTION double next(double previous, double x) const {
    return functional == Functional::state ? x : functional == Functional::square ? x * x : previous * x;
  }
};

/// "smoothed_state", "smoothed_product" or "smoothed_square".
[[nodiscard]] inline std::string smoothed_name(Functional functional) {
  switch (functional) {
    case Functional::state:
      return "smoothed_state";
    case Functional::square:
      return "smoothed_square";
    default:
      return "smoothed_product";
  }
}

}  // namespace starling::smc
