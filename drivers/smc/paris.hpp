// PaRIS: smoothing of additive functionals while filtering.
#pragma once

#include <memory>

#include "drivers/smc/method.hpp"
#include "drivers/smc/settings.hpp"
#include "drivers/smc/state_space.hpp"

namespace starling::smc {

/// A bootstrap filter with the recursion of ParisSums beside it. Its table is the filter's and a column `smoothed`, the
/// smoothed functional of all times so far. Results: log_likelihood and smoothed_<functional>. Fails with bad_input if the
/// model has no transition density.
[[nodiscard]] std::unique_ptr<Method> make_paris(const Communicator& group, const StateSpace& model,
                                                 const Observations& observations, const MethodSettings& method,
                                                 const TableSettings& table, Stream stream);

}  // namespace starling::smc
