// A line of the registry of models: how a model's own description becomes values, checks and a StateSpace.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/smc/models.hpp"
#include "drivers/smc/state_space_of.hpp"
#include "engine/failure.hpp"
#include "kernels/state_space/requirements.hpp"

namespace starling::smc {

/// A model by name.
struct ModelEntry {
  ModelDescription description;
  std::unique_ptr<StateSpace> (*make)(const ModelParameters& values);
};

/// Visitor that lists a model's numbers with their defaults.
struct ParameterLister {
  std::vector<ModelParameter>& list;

  void operator()(const char* name, const double& value, const char* meaning, const Limits& limits) const {
    list.push_back({name, meaning, {value}, limits, false});
  }
  void operator()(const char* name, const std::vector<double>& values, const char* meaning,
                  const Limits& limits) const {
    list.push_back({name, meaning, values, limits, true});
  }
};

/// Visitor that sets a model's numbers where they are given, each within its limits.
class ParameterSetter {
 public:
  explicit ParameterSetter(const ModelParameters& values) : values_(values) {}

  void operator()(const char* name, double& value, const char* meaning, const Limits& limits) const;
  void operator()(const char* name, std::vector<double>& values, const char* meaning, const Limits& limits) const;

 private:
  /// The values given for a name; null if there are none. Fails if one is out of its limits.
  [[nodiscard]] const std::vector<double>* given(const char* name, const Limits& limits) const;

  const ModelParameters& values_;
};

/// The parameters of a model with the given values set.
template <class Parameters, class Model>
Parameters parameters_of(const ModelParameters& values) {
  Parameters parameters;
  Model::describe(parameters, ParameterSetter(values));
  return parameters;
}

/// Bad input if a model objects to its numbers: about the key with which an objection begins (kernels/targets/concepts.hpp).
inline void require_no_objection(const std::string& objection) {
  if (!objection.empty()) fail_about(objection.substr(0, objection.find(' ')), "{}", objection);
}

/// The model with these parameters. Fails with the model's own objection if it has one.
template <class Model>
std::unique_ptr<StateSpace> make_from(const typename Model::Parameters& parameters) {
  if constexpr (requires { Model::objection(parameters); }) {
    require_no_objection(Model::objection(parameters));
  }
  return std::make_unique<StateSpaceOf<Model>>(parameters);
}

template <class Model>
std::unique_ptr<StateSpace> make_from_values(const ModelParameters& values) {
  return make_from<Model>(parameters_of<typename Model::Parameters, Model>(values));
}

/// Name and numbers of a model.
template <class Model>
ModelDescription describe_model() {
  ModelDescription description{Model::name, {}};
  typename Model::Parameters parameters;
  Model::describe(parameters, ParameterLister{description.parameters});
  return description;
}

/// The registry's line of a model.
template <class Model>
ModelEntry entry_of() {
  static_assert(meets_requirements<Model>());
  return {describe_model<Model>(), make_from_values<Model>};
}

}  // namespace starling::smc
