// A funnel: a law whose width varies by orders of magnitude along one component.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/energies/concepts.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/parameters.hpp"

namespace starling::energies {

/// v ~ N(0, s^2), and each of the other components ~ N(0, e^v): U = v^2 / 2 s^2 + e^-v sum x^2 / 2 + n v / 2. Neal, Ann. Stat.
/// 31 (2003) 705. Component 0 is v.
struct Funnel {
  static constexpr const char* name = "funnel";
  static constexpr int functions = 1;
  static const char* function_name(int /*k*/) { return "v_square"; }

  struct Parameters {
    std::int64_t others = 2;
    double standard_deviation = 1.0;
  };

  template <class Visitor>
  static void describe(Parameters& p, Visitor&& visitor) {
    visitor("others", p.others, "components besides v", Limits{.at_least = 1, .at_most = 1e6}, Notation{.symbol = "n"});
    visitor("standard_deviation", p.standard_deviation, "of v", Limits::positive(), Notation{.symbol = "s"});
  }

  static std::string objection(const Parameters&) { return ""; }

  std::int64_t dimension;
  double precision;  ///< of v

  static Funnel from(const Parameters& p) {
    return {p.others + 1, 1.0 / (p.standard_deviation * p.standard_deviation)};
  }

  [[nodiscard]] STARLING_FUNCTION double squares_of_others(const double* x) const {
    double squares = 0.0;
    for (std::int64_t i = 1; i < dimension; ++i) squares += x[i] * x[i];
    return squares;
  }

  STARLING_FUNCTION void gradient(const double* x, double* g) const {
    const double inverse = math::exp(-x[0]);
    g[0] = precision * x[0] + 0.5 * (static_cast<double>(dimension - 1) - inverse * squares_of_others(x));
    for (std::int64_t i = 1; i < dimension; ++i) g[i] = inverse * x[i];
  }

  STARLING_FUNCTION double energy(const double* x) const {
    return 0.5 * (precision * x[0] * x[0] + math::exp(-x[0]) * squares_of_others(x) +
                  static_cast<double>(dimension - 1) * x[0]);
  }

  STARLING_FUNCTION double function(int /*k*/, const double* x) const { return x[0] * x[0]; }
};

static_assert(PotentialEnergy<Funnel>);

}  // namespace starling::energies
