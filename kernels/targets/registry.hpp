// Every static target that a deck can name. A new one is a file beside these and a type in this list.
#pragma once

#include <tuple>

#include "kernels/targets/cauchy_gaussian.hpp"
#include "kernels/targets/gaussian_mixture.hpp"
#include "kernels/targets/gaussian_regression.hpp"
#include "kernels/targets/logistic_regression.hpp"

namespace starling {

using StaticTargetList = std::tuple<GaussianMixture, LogisticRegression, GaussianRegression, CauchyGaussian>;

}  // namespace starling
