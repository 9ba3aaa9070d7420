// Choosing the model by a first look at the deck, and declaring its numbers.
#include "drivers/smc/deck_model.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/smc/static_targets.hpp"
#include "engine/deck/nearest_name.hpp"

namespace starling::smc {

namespace {

constexpr std::string_view section = "model.";

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const ModelChoice& choice : model_choices()) all.push_back(choice.description.name);
  return all;
}

const ModelChoice* find(const std::string& name) {
  const auto& all = model_choices();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.description.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool has(const ModelDescription& model, const std::string& parameter) {
  return std::any_of(model.parameters.begin(), model.parameters.end(),
                     [&](const ModelParameter& one) { return one.name == parameter; });
}

std::vector<std::string> parameter_names(const ModelDescription& model) {
  std::vector<std::string> all;
  for (const ModelParameter& parameter : model.parameters) all.push_back(parameter.name);
  return all;
}

[[noreturn]] void refuse_parameter(const Assignment& given, const ModelDescription& model) {
  const std::string parameter = given.key.substr(section.size());
  std::vector<std::string> owners;
  for (const ModelChoice& choice : model_choices()) {
    if (has(choice.description, parameter)) owners.push_back(choice.description.name);
  }
  const auto own = parameter_names(model);
  if (owners.empty()) {
    std::vector<std::string> known = own;
    known.emplace_back("name");
    fail(ExitCode::bad_input, "{}: the model {} has no such parameter; the nearest that it has is model.{}",
         given.place(), model.name, nearest_name(parameter, known));
  }
  fail(ExitCode::bad_input, "{}: is a parameter of {}, not of {}, whose parameters are {}", given.place(),
       fmt::join(owners, " and "), model.name, fmt::join(own, ", "));
}

Key& declare(Schema& schema, DeckModel& model, const ModelParameter& parameter) {
  if (parameter.list) {
    auto& values = model.lists.insert_or_assign(parameter.name, parameter.defaults).first->second;
    return schema.key(parameter.name, values, parameter.meaning);
  }
  auto& value = model.numbers.insert_or_assign(parameter.name, parameter.defaults.at(0)).first->second;
  return schema.key(parameter.name, value, parameter.meaning);
}

void limit(Key& key, const Limits& limits) {
  if (std::isfinite(limits.above)) key.greater_than(limits.above);
  if (std::isfinite(limits.at_least)) key.at_least(limits.at_least);
  if (std::isfinite(limits.below)) key.less_than(limits.below);
  if (std::isfinite(limits.at_most)) key.at_most(limits.at_most);
}

}  // namespace

const std::vector<ModelChoice>& model_choices() {
  static const std::vector<ModelChoice> all = [] {
    std::vector<ModelChoice> choices;
    for (const ModelDescription& model : models()) choices.push_back({model, false});
    for (const ModelDescription& target : static_targets()) choices.push_back({target, true});
    return choices;
  }();
  return all;
}

void choose_model(DeckModel& model, const std::string& text, const std::string& file,
                  std::span<const Assignment> command_line) {
  std::vector<Assignment> given = read_assignments(text, file);
  given.insert(given.end(), command_line.begin(), command_line.end());
  const auto last =
      std::find_if(given.rbegin(), given.rend(), [](const Assignment& one) { return one.key == "model.name"; });
  if (last == given.rend()) return;
  model.choice = find(last->value);
  if (model.choice == nullptr) {
    const auto known = names();
    fail(ExitCode::bad_input, "{}: there is no such model; the nearest is {}; the models are {}", last->place(),
         nearest_name(last->value, known), fmt::join(known, ", "));
  }
  for (const Assignment& one : given) {
    if (!one.key.starts_with(section) || one.key == "model.name") continue;
    const ModelDescription& description = model.choice->description;
    if (!has(description, one.key.substr(section.size()))) refuse_parameter(one, description);
  }
}

void describe_model(Schema& schema, DeckModel& model) {
  schema.section("model", "The model, and its parameters (docs/sequential-monte-carlo.md has the equations).");
  schema.key("name", model.name, "which model").one_of(names()).required();
  if (model.choice == nullptr) return;
  for (const ModelParameter& parameter : model.choice->description.parameters) {
    limit(declare(schema, model, parameter), parameter.limits);
  }
}

ModelParameters parameters(const DeckModel& model) {
  ModelParameters all(model.lists.begin(), model.lists.end());
  for (const auto& [name, value] : model.numbers) all[name] = {value};
  return all;
}

namespace {

/// A schema that holds one model's parameters only.
std::string table_of(const ModelChoice& choice) {
  DeckModel model;
  Schema schema("smc", "");
  schema.section("model", "");
  for (const ModelParameter& parameter : choice.description.parameters) {
    limit(declare(schema, model, parameter), parameter.limits);
  }
  return schema.table("model");
}

}  // namespace

std::string models_reference() {
  std::string text =
      "\n## Models of job = smc\n\nA deck of one model holds these keys in [model], and no other model's.\n";
  for (const ModelChoice& choice : model_choices()) {
    text += fmt::format("\n### [model] name = {}\n\n", choice.description.name);
    if (choice.is_static) text += "A static target, for method.name = tempering.\n\n";
    text += choice.description.parameters.empty() ? "No parameters.\n" : table_of(choice);
  }
  return text;
}

std::string models_help() {
  std::string text = "\n# The parameters of each model, for the section [model]:\n";
  for (const ModelChoice& choice : model_choices()) {
    text += fmt::format("#\n# name = {}{}\n", choice.description.name, choice.is_static ? " (for tempering)" : "");
    for (const ModelParameter& parameter : choice.description.parameters) {
      text += fmt::format("#   {} = {}  # {}\n", parameter.name, text_of(parameter.defaults).value_or(""),
                          parameter.meaning);
    }
  }
  return text;
}

}  // namespace starling::smc
