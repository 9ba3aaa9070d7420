// Parameters of any dynamics from numbers by their names, as a deck gives them.
#pragma once

#include <map>
#include <string_view>

#include "kernels/dynamics/parameters.hpp"

namespace starling::testing_support {

/// Parameters of Model: those of the numbers that it declares, and the time step.
template <class Model>
typename Model::Parameters parameters_of(double time_step, const std::map<std::string_view, double>& numbers) {
  typename Model::Parameters parameters;
  parameters.time_step = time_step;
  describe_numbers<Model>(parameters, [&](std::string_view name, double& value, const auto&...) {
    if (const auto found = numbers.find(name); found != numbers.end()) value = found->second;
  });
  return parameters;
}

}  // namespace starling::testing_support
