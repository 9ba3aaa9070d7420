// The next rung of a tempering ladder: how far the likelihood can be raised before the weights degenerate.
#pragma once

#include <cstdint>

#include "engine/comm/communicator.hpp"

namespace starling::smc {

/// Collective: the next lambda in (lambda, 1] for `particles` equally weighted points, `count` of them on this rank: 1 if
/// the weights likelihood^(1 - lambda) have an ESS of at least ess_target * particles, otherwise where the ESS crosses that,
/// by bisection, to within 2^-48. `log_likelihood` is device memory, `largest` its largest value on any rank, finite.
[[nodiscard]] double next_lambda(const Communicator& group, const double* log_likelihood, std::int64_t count,
                                 std::int64_t particles, double largest, double lambda, double ess_target);

}  // namespace starling::smc
