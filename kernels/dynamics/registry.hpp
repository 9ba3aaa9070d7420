// Every dynamics that a deck can name, by dimension. A new one is a file beside these and a type in this list.
#pragma once

#include "kernels/dynamics/active_brownian.hpp"
#include "kernels/dynamics/active_ou.hpp"
#include "kernels/dynamics/brownian.hpp"
#include "kernels/dynamics/exact_control.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// The dynamics of a run in D dimensions.
template <int D>
using Dynamics = Registry<ActiveOrnsteinUhlenbeck<D, true>, ActiveOrnsteinUhlenbeck<D, false>, ActiveBrownian<D>,
                          Brownian<D>, ExactControl<D>>;

}  // namespace starling
