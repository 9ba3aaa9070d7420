// Every state-space model that a deck can name, with its numbers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drivers/smc/state_space.hpp"
#include "kernels/parameters.hpp"

namespace starling::smc {

/// A number, or list of numbers, of a model.
struct ModelParameter {
  std::string name;
  std::string meaning;
  std::vector<double> defaults;
  Limits limits;  ///< of each entry
  bool list;      ///< false: a single number
};

struct ModelDescription {
  std::string name;
  std::vector<ModelParameter> parameters;
};

/// Values by parameter name; single numbers are lists of one.
using ModelParameters = std::map<std::string, std::vector<double>>;

/// All models, in the order in which help shows them.
[[nodiscard]] std::vector<ModelDescription> models();

/// A model; parameters that are not given have their defaults. Fails with bad_input if the name or a parameter is unknown,
/// a value is out of its limits, or values do not go together; the sentence names the key as `model.<name>`.
[[nodiscard]] std::unique_ptr<StateSpace> make_model(const std::string& name, const ModelParameters& values);

}  // namespace starling::smc
