// Every external force that a deck can name. A new one is a file beside these and a type in this list.
#pragma once

#include "kernels/forces/external/harmonic_trap.hpp"
#include "kernels/forces/external/no_external.hpp"
#include "kernels/forces/external/ring_pair.hpp"
#include "kernels/forces/external/walls.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// The external force of a run in D dimensions.
template <int D>
using ExternalForce = Registry<NoExternal<D>, HarmonicTrap<D>, RingPair<D>, Walls<D>>;

}  // namespace starling
