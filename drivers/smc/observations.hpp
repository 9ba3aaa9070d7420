// Rows of numbers as the observations of a model, refused where the model can never give them.
#pragma once

#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "engine/io/tables/number_table.hpp"

namespace starling::smc {

/// The first columns of `data`, as many as the model observes; NaN is a missing component, and a row of nothing else a
/// missing observation. Fails with bad_input, naming row, column and value, where a value is one that the model never gives,
/// or where components are missing that the model cannot do without.
[[nodiscard]] Observations observations_of(const StateSpace& model, const NumberTable& data);

}  // namespace starling::smc
