// Independent quartic wells: not Gaussian, and with moments in closed form at every temperature.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/energies/concepts.hpp"
#include "kernels/parameters.hpp"

namespace starling::energies {

/// U = sum_i x_i^4 / 4. At temperature T, <x^2> = 2 Gamma(3/4) / Gamma(1/4) sqrt T = 0.675978 sqrt T.
struct Quartic {
  static constexpr const char* name = "quartic";
  static constexpr int functions = 1;
  static const char* function_name(int /*k*/) { return "mean_square"; }

  struct Parameters {
    std::int64_t dimension = 1;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("dimension", p.dimension, "components", Limits{.at_least = 1, .at_most = 1e6});
  }

  static std::string objection(const Parameters&) { return ""; }

  std::int64_t dimension;

  static Quartic from(const Parameters& p) { return {p.dimension}; }

  STARLING_FUNCTION void gradient(const double* x, double* g) const {
    STARLING_LANES
    for (std::int64_t i = 0; i < dimension; ++i) g[i] = x[i] * x[i] * x[i];
  }

  STARLING_FUNCTION double energy(const double* x) const {
    double sum = 0.0;
    for (std::int64_t i = 0; i < dimension; ++i) sum += (x[i] * x[i]) * (x[i] * x[i]);
    return 0.25 * sum;
  }

  STARLING_FUNCTION double function(int /*k*/, const double* x) const { return mean_square(x, dimension); }
};

static_assert(PotentialEnergy<Quartic>);

}  // namespace starling::energies
