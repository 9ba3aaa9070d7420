// Every pair force that a deck can name. A new one is a file beside these and a type in this list.
#pragma once

#include "kernels/forces/harmonic.hpp"
#include "kernels/forces/no_pair.hpp"
#include "kernels/forces/softplus.hpp"
#include "kernels/forces/softplus_single.hpp"
#include "kernels/forces/spring.hpp"
#include "kernels/forces/wca.hpp"
#include "kernels/registry.hpp"

namespace starling {

/// The pair force of a run.
using PairForce = Registry<NoPair, Softplus, SoftplusSingle, Wca, Harmonic, Spring>;

}  // namespace starling
