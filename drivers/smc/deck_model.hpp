// Which model a deck names: only its own numbers are keys of that deck.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "drivers/smc/models.hpp"
#include "engine/deck/schema.hpp"

namespace starling::smc {

/// A model that a deck can name, and whether it is a static target (for tempering) rather than one that moves in time.
struct ModelChoice {
  ModelDescription description;
  bool is_static;
};

/// All of them, those that move first.
[[nodiscard]] const std::vector<ModelChoice>& model_choices();

/// The [model] section.
struct DeckModel {
  std::string name;
  const ModelChoice* choice = nullptr;  ///< null until the deck's text has been looked at
  std::map<std::string, double> numbers;
  std::map<std::string, std::vector<double>> lists;
};

/// Looks for model.name before the deck is read, and at the other keys of [model]: fails with bad_input, giving the place,
/// if there is no such model or it has no such parameter. Leaves `model` as it is if the deck names none.
void choose_model(DeckModel& model, const std::string& text, const std::string& file,
                  std::span<const Assignment> command_line);

/// Declares [model]: the name and, if a model has been chosen, its numbers.
void describe_model(Schema& schema, DeckModel& model);

[[nodiscard]] ModelParameters parameters(const DeckModel& model);

/// Every model's numbers as Markdown tables, and as comments of a deck.
[[nodiscard]] std::string models_reference();
[[nodiscard]] std::string models_help();

}  // namespace starling::smc
