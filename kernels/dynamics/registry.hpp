// Every dynamics that a deck can name, by dimension. A new one is a file beside these and a type in this list.
#pragma once

#include "kernels/dynamics/active_brownian.hpp"
#include "kernels/dynamics/active_ou.hpp"
#include "kernels/dynamics/brownian.hpp"
#include "kernels/dynamics/exact_control.hpp"
#include "kernels/dynamics/mixture.hpp"
#include "kernels/dynamics/run_and_tumble.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// The dynamics of a run in D dimensions. Mixtures come first: they fit several species only.
template <int D>
using Dynamics =
    Registry<Mixture<ActiveOrnsteinUhlenbeck<D, true>>, Mixture<ActiveOrnsteinUhlenbeck<D, false>>,
             Mixture<ActiveBrownian<D>>, Mixture<RunAndTumble<D>>, ActiveOrnsteinUhlenbeck<D, true>,
             ActiveOrnsteinUhlenbeck<D, false>, ActiveBrownian<D>, RunAndTumble<D>, Brownian<D>, ExactControl<D>>;

}  // namespace starling
