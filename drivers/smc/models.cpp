// The registry: one line a model.
#include "drivers/smc/models.hpp"

#include <algorithm>

#include "drivers/smc/linear_gaussian_entry.hpp"
#include "drivers/smc/model_entry.hpp"
#include "engine/deck/nearest_name.hpp"
#include "kernels/state_space/bearings_only.hpp"
#include "kernels/state_space/gordon.hpp"
#include "kernels/state_space/hidden_markov.hpp"
#include "kernels/state_space/lorenz_96.hpp"
#include "kernels/state_space/sir.hpp"
#include "kernels/state_space/stochastic_volatility.hpp"

namespace starling::smc {

namespace {

const std::vector<ModelEntry>& registry() {
  static const std::vector<ModelEntry> entries = {
      linear_gaussian_entry(),  entry_of<StochasticVolatility>(), entry_of<Gordon>(),
      entry_of<BearingsOnly>(), entry_of<HiddenMarkov>(),         entry_of<Sir>(),
      entry_of<Lorenz96>(),
  };
  return entries;
}

}  // namespace

std::vector<ModelDescription> models() {
  std::vector<ModelDescription> descriptions;
  for (const ModelEntry& entry : registry()) descriptions.push_back(entry.description);
  return descriptions;
}

std::unique_ptr<StateSpace> make_model(const std::string& name, const ModelParameters& values) {
  std::vector<std::string> names;
  for (const ModelEntry& entry : registry()) names.push_back(entry.description.name);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    fail_about("model.name", "model.name = {} is not known; did you mean {}?", name, nearest_name(name, names));
  }
  const ModelEntry& entry = registry()[found - names.begin()];
  std::vector<std::string> known;
  for (const ModelParameter& parameter : entry.description.parameters) known.push_back(parameter.name);
  for (const auto& [key, value] : values) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      fail_about("model." + key, "model.{} is not a number of model '{}'; did you mean {}?", key, name,
                 nearest_name(key, known));
    }
  }
  return entry.make(values);
}

}  // namespace starling::smc
