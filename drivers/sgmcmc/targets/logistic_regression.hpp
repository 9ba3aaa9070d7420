// Bayesian logistic regression with batches of its data.
#pragma once

#include <memory>

#include "engine/deck/choice.hpp"

namespace starling::sgmcmc {

/// The smc job's target of this name, U = sum_i ln(1 + e^(z_i)) + |b|^2 / 2 s^2 and z_i = -(2 y_i - 1) b.x_i, its data a
/// table of [target]. Chains begin at draws from the prior; the functions are the first ten coefficients. Every rank of
/// a group evaluates all of the group's chains.
[[nodiscard]] std::unique_ptr<Chosen> chosen_logistic_regression();

}  // namespace starling::sgmcmc
