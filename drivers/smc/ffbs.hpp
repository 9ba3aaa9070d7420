// Forward filtering, backward simulation.
#pragma once

#include <memory>

#include "drivers/smc/method.hpp"
#include "drivers/smc/settings.hpp"
#include "drivers/smc/state_space.hpp"

namespace starling::smc {

/// A bootstrap filter whose generations are kept, then `trajectories` BackwardPaths through them: T units of work forwards
/// and T backwards. Its table is the filter's. Results: log_likelihood and smoothed_<functional>. A checkpoint holds the
/// generations; paths begun are drawn again from them. Fails with bad_input if the model has no transition density.
[[nodiscard]] std::unique_ptr<Method> make_ffbs(const Communicator& group, const StateSpace& model,
                                                const Observations& observations, const MethodSettings& method,
                                                const TableSettings& table, Stream stream);

}  // namespace starling::smc
