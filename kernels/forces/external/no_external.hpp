// No external force.
#pragma once

#include "kernels/forces/external/terms.hpp"

namespace starling {

/// F = 0.
template <int D>
struct NoExternal {
  static constexpr const char* name = "none";
  using Parameters = ExternalParameters<D>;

  static NoExternal from(const Parameters&) { return {}; }
  STARLING_FUNCTION ExternalTerms<D> terms(const double* /*position*/, const double* /*unwrapped*/) const { return {}; }
  STARLING_FUNCTION ExternalPlace<D> place(const double* /*position*/, const double* /*unwrapped*/) const { return {}; }
  STARLING_FUNCTION double energy(const double* /*position*/, const double* /*unwrapped*/) const { return 0.0; }
};

}  // namespace starling
