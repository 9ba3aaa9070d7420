// The softplus force of the tests.
#pragma once

#include "kernels/forces/softplus.hpp"

namespace starling::testing_support {

inline constexpr Softplus::Parameters softplus_parameters{{1.7, 2.0}, 7.5, 3.5};

}  // namespace starling::testing_support
