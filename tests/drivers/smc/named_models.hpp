// Models and targets by name and numbers, as a deck makes them.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/models/models.hpp"

namespace starling::smc {

/// Values by the names of their keys.
using ModelParameters = std::map<std::string, std::vector<double>>;

/// What the section [model] of a deck makes of them.
inline std::unique_ptr<Chosen> choose_model(const std::string& name, const ModelParameters& values) {
  std::string deck = fmt::format("job = test\n[model]\nname = {}\n", name);
  for (const auto& [key, list] : values) deck += fmt::format("{} = {}\n", key, fmt::join(list, ", "));
  auto chosen = model_choice().choose(read_assignments(deck, "deck"));
  Schema schema("test", "");
  std::string given_name;
  model_choice().describe(schema, given_name, chosen.get());
  schema.read(deck, "deck");
  return chosen;
}

inline std::unique_ptr<StateSpace> make_model(const std::string& name, const ModelParameters& values,
                                              std::int64_t times = 100) {
  return dynamic_cast<const ChosenModel&>(*choose_model(name, values)).make(times);
}

inline std::unique_ptr<StaticTarget> make_target(const std::string& name, const ModelParameters& values,
                                                 const TargetData& data) {
  return dynamic_cast<const ChosenTarget&>(*choose_model(name, values)).make(data);
}

/// The names of those that move in time, or of the targets.
template <class Kind>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const Alternative& one : model_choice().alternatives()) {
    if (dynamic_cast<const Kind*>(one.make().get()) != nullptr) names.push_back(one.name);
  }
  return names;
}

}  // namespace starling::smc
