// Polynomials of the response by their recurrence.
#pragma once

namespace starling::score {

/// Degrees 0 to filter_terms - 1. Those below first_filter make no vectors of their own: they are sums of r, Hr and HHr,
/// whose own tangents are exact.
inline constexpr int first_filter = 3;
inline constexpr int filter_terms = 24;
inline constexpr int filter_vectors = filter_terms - first_filter;

/// p_0 = scale_0 and p_(m+1)(H) = scale_(m+1) ((H - diagonal_m) p_m(H) - side_m p_(m-1)(H)), such that the vectors p_m(H) r are
/// orthonormal on average, nearly (drivers/score/filter_fit.hpp). A scale is 0 where r has no part left that those before lack:
/// all further vectors are zero.
struct FilterRecurrence {
  double scale[filter_terms];
  double diagonal[filter_terms];
  double side[filter_terms];
};

}  // namespace starling::score
