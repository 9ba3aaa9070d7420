// Products of whole powers of mixtures, which are mixtures.
#pragma once

#include <optional>
#include <vector>

#include "drivers/diffusion/corrections/correction.hpp"

namespace starling::diffusion {

/// The law proportional to prod_i q_i^(c_i), and the log of its integral.
struct ProductLaw {
  Mixture mixture;
  double log_total;
};

/// A Gaussian for every choice of a component of each of the sum_i c_i mixtures, by
///   N(m, u) N(n, v) = N(m - n; 0, u + v) N((m/u + n/v)/(1/u + 1/v), 1/(1/u + 1/v)) in each component of space;
/// none where an exponent is not a positive whole number, or where there are more than 2^14 choices.
[[nodiscard]] std::optional<ProductLaw> product_law(const std::vector<Factor>& factors);

}  // namespace starling::diffusion
