// Every static target that a deck can name, with its numbers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/smc/models.hpp"
#include "drivers/smc/static_target.hpp"

namespace starling::smc {

/// Observations as a table: one row an observation, one entry a column. logistic_regression takes the last column as the
/// response, 0 or 1, and the others as features.
struct TargetData {
  std::vector<std::vector<double>> rows;
};

/// All targets, in the order in which help shows them.
[[nodiscard]] std::vector<ModelDescription> static_targets();

/// Whether a target of this name is given data; false for unknown names.
[[nodiscard]] bool target_needs_data(const std::string& name);

/// A target; parameters that are not given have their defaults; `data` is ignored where none is needed. Fails with bad_input
/// if the name or a parameter is unknown, a value is out of its limits, values do not go together (the sentence names
/// the key as `model.<name>`), or the data are not what the target takes.
[[nodiscard]] std::unique_ptr<StaticTarget> make_target(const std::string& name, const ModelParameters& values,
                                                        const TargetData& data);

}  // namespace starling::smc
