// The types that activations are computed in.
#pragma once

#include <gtest/gtest.h>

namespace starling::testing_support {

using Precisions = ::testing::Types<float, double>;

template <class Real>
inline constexpr bool is_single = sizeof(Real) == sizeof(float);

}  // namespace starling::testing_support
