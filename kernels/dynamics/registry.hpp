// Every dynamics that a deck can name, by dimension. A new one is a file beside these and a type in these lists.
#pragma once

#include <variant>

#include "kernels/dynamics/active_brownian.hpp"
#include "kernels/dynamics/active_ou.hpp"
#include "kernels/dynamics/brownian.hpp"
#include "kernels/dynamics/exact_control.hpp"

namespace starling {

/// The dynamics that exist in D dimensions, as alternatives of a variant.
template <int D>
struct DynamicsList {
  using type = std::variant<Brownian<D>, ActiveOrnsteinUhlenbeck<D, true>, ActiveOrnsteinUhlenbeck<D, false>,
                            ExactControl<D>, ActiveBrownian<D>>;
};

/// On a line there is no direction to diffuse in.
template <>
struct DynamicsList<1> {
  using type =
      std::variant<Brownian<1>, ActiveOrnsteinUhlenbeck<1, true>, ActiveOrnsteinUhlenbeck<1, false>, ExactControl<1>>;
};

/// The dynamics of a run in D dimensions.
template <int D>
using Dynamics = typename DynamicsList<D>::type;

}  // namespace starling
