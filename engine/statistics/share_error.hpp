// The error of a share of yes among independent answers.
#pragma once

#include <cmath>

namespace starling {

/// Standard error of a share of `count` yes or no answers: that of the share with two more of each, by which an interval of two
/// errors covers the probability also where all answers agree: at least 82 % of the time with 8 of them, 91 % with 50 (Agresti and
/// Coull, The American Statistician 52, 119 (1998)).
[[nodiscard]] inline double share_error(double share, double count) {
  const double more = count + 4.0;
  const double moderated = (share * count + 2.0) / more;
  return std::sqrt(moderated * (1.0 - moderated) / more);
}

}  // namespace starling
