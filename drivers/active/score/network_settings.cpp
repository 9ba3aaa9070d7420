// Checks of the settings, and their form in network files.
#include "drivers/active/score/network_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/deck/nearest_name.hpp"
#include "engine/deck/registry_names.hpp"
#include "engine/failure.hpp"
#include "kernels/networks/activation_choice.hpp"
#include "kernels/score/filter_sweeps.hpp"
#include "kernels/score/transformer_layers.hpp"

namespace starling::active {

namespace {

/// Products run over whole vectors of numbers.
constexpr std::int64_t vector_numbers = networks::vector_columns<float>;
/// In a row.
constexpr std::int64_t most_numbers = 1024;

std::optional<SettingsObjection> not_whole_vectors(const char* key, std::int64_t value) {
  if (value > 0 && value <= most_numbers && value % vector_numbers == 0) return {};
  return SettingsObjection{
      key, fmt::format("must be a multiple of {} and at most {}, not {}", vector_numbers, most_numbers, value)};
}

std::optional<SettingsObjection> objection_to(const TransformerSettings& of, std::int64_t width) {
  if (of.heads < 1 || width % of.heads != 0 || width / of.heads % vector_numbers != 0) {
    return SettingsObjection{"heads", fmt::format("{} heads do not share network.width = {} in multiples of {}",
                                                  of.heads, width, vector_numbers)};
  }
  if (auto objection = not_whole_vectors("hidden", of.hidden)) return objection;
  constexpr int most_blocks = score::TransformerArchitecture::most_blocks;
  if (of.blocks < 1 || of.blocks > most_blocks) {
    return SettingsObjection{"blocks", fmt::format("must be 1 to {}, not {}", most_blocks, of.blocks)};
  }
  if (of.depth < 1 || of.depth > networks::most_hidden_layers) {
    return SettingsObjection{"depth", fmt::format("must be 1 to {}, not {}", networks::most_hidden_layers, of.depth)};
  }
  return {};
}

TokenInputs inputs_named(const std::string& name) {
  for (const auto& [each, inputs] : token_inputs()) {
    if (each == name) return inputs;
  }
  fail(ExitCode::bad_input, "there are no inputs '{}'", name);
}

std::string name_of(TokenInputs inputs) {
  const auto found = std::find_if(token_inputs().begin(), token_inputs().end(),
                                  [&](const auto& each) { return each.second == inputs; });
  return found->first;
}

}  // namespace

const Choices<TokenInputs>& token_inputs() {
  static const Choices<TokenInputs> names{{"physics", TokenInputs::physics}, {"coordinates", TokenInputs::coordinates}};
  return names;
}

std::optional<SettingsObjection> NetworkSettings::objection() const {
  if (!(contact_range > 0.0) || !(edge_range > 0.0)) {
    return SettingsObjection{contact_range > 0.0 ? "edge_range" : "contact_range", "must be greater than 0"};
  }
  if (!is_trained()) return {};
  if (auto objection = not_whole_vectors("width", width)) return objection;
  if (!networks::activation_named(activation)) {
    return SettingsObjection{"activation", fmt::format("there is no activation '{}'; there are {}", activation,
                                                       either_of(names_of<networks::Activations>()))};
  }
  if (contact_range > edge_range) {
    return SettingsObjection{"contact_range", fmt::format("must be at most network.edge_range = {}", edge_range)};
  }
  if (is_transformer()) return objection_to(transformer, width);
  if (has_filters() && (probes < 1 || probes > score::most_probes)) {
    return SettingsObjection{"probes", fmt::format("must be 1 to {}, not {}", score::most_probes, probes)};
  }
  return {};
}

std::string NetworkSettings::no_positions() const {
  if (!is_transformer() && !has_filters()) return {};
  return fmt::format("a {} is a network of drives: give score.blocks = drive", name);
}

nlohmann::json NetworkSettings::to_json() const {
  nlohmann::json json{{"name", name},
                      {"width", width},
                      {"activation", activation},
                      {"edge_range", edge_range},
                      {"contact_range", contact_range}};
  if (is_transformer()) {
    json["inputs"] = name_of(transformer.inputs);
    json["heads"] = transformer.heads;
    json["blocks"] = transformer.blocks;
    json["hidden"] = transformer.hidden;
    json["depth"] = transformer.depth;
  }
  if (has_filters()) json["probes"] = probes;
  return json;
}

NetworkSettings NetworkSettings::from_json(const nlohmann::json& json) {
  try {
    NetworkSettings settings{json.at("name").get<std::string>(),       json.at("width").get<std::int64_t>(),
                             json.at("activation").get<std::string>(), json.at("edge_range").get<double>(),
                             json.at("contact_range").get<double>(),   {}};
    if (settings.is_transformer()) {
      settings.transformer = {inputs_named(json.at("inputs").get<std::string>()), json.at("heads").get<std::int64_t>(),
                              json.at("blocks").get<std::int64_t>(), json.at("hidden").get<std::int64_t>(),
                              json.at("depth").get<std::int64_t>()};
    }
    if (settings.has_filters()) settings.probes = json.at("probes").get<std::int64_t>();
    return settings;
  } catch (const nlohmann::json::exception&) {
    fail(ExitCode::bad_input, "its architecture is not one of this program's");
  }
}

}  // namespace starling::active
