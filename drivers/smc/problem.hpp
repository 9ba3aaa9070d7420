// What all replicas compute with: a model and its observations, or a target and its data.
#pragma once

#include <memory>

#include "drivers/smc/methods/settings.hpp"
#include "drivers/smc/models/chosen_model.hpp"
#include "engine/io/tables/number_table.hpp"

namespace starling::smc {

/// Either a model that moves in time, with its observations, or a static target.
struct Problem {
  std::unique_ptr<StateSpace> model;
  std::unique_ptr<StaticTarget> target;
  Observations observations;
  Remarks remarks;
  NumberTable data;  ///< what was read or simulated; if simulated, the states are in columns x_0, x_1, ... behind it
};

}  // namespace starling::smc
