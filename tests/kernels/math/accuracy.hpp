// The error of a function of our own against MPFR at 160 bits, over a dense set of arguments.
#pragma once

#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::testing {

/// The largest errors met: in units in the last place of the exact result, absolute, and relative.
struct Errors {
  double ulps = 0.0;
  double absolute = 0.0;
  double relative = 0.0;
  double worst_argument = 0.0;  ///< where `ulps` was met
};

enum class Spacing { linear, logarithmic };

/// A number at 160 bits.
class Exact {
 public:
  Exact() { mpfr_init2(value_, 160); }
  ~Exact() { mpfr_clear(value_); }
  Exact(const Exact&) = delete;
  Exact& operator=(const Exact&) = delete;
  operator mpfr_ptr() { return value_; }

 private:
  mpfr_t value_;
};

/// Errors of function(Real) against reference(result, x) at `points` arguments between low and high (both of one sign
/// for logarithmic spacing), one in each of as many equal strata, at a place in it that varies from stratum to stratum.
/// Of a function that is overloaded, the overload for Real is meant.
template <typename Real = double, typename Function = Real (*)(Real), typename Reference>
Errors measure(Function function, Reference reference, double low, double high, Spacing spacing = Spacing::linear,
               int points = 200000) {
  Errors errors;
  Exact argument, want, difference;
  for (int i = 0; i < points; ++i) {
    const double place = std::fmod(i * 0.61803398874989485, 1.0);
    const double t = (i + place) / points;
    const auto x =
        static_cast<Real>(spacing == Spacing::linear ? low + t * (high - low) : low * std::pow(high / low, t));
    mpfr_set_d(argument, x, MPFR_RNDN);
    reference(static_cast<mpfr_ptr>(want), static_cast<mpfr_ptr>(argument));
    mpfr_d_sub(difference, function(x), want, MPFR_RNDN);
    const double absolute = std::fabs(mpfr_get_d(difference, MPFR_RNDN));
    if (absolute == 0.0) continue;
    const double ulps = std::ldexp(absolute, std::numeric_limits<Real>::digits - static_cast<int>(mpfr_get_exp(want)));
    if (!(ulps <= errors.ulps)) {
      errors.ulps = ulps;
      errors.worst_argument = x;
    }
    errors.absolute = std::max(errors.absolute, absolute);
    errors.relative = std::max(errors.relative, absolute / std::fabs(mpfr_get_d(want, MPFR_RNDN)));
  }
  return errors;
}

}  // namespace starling::testing
