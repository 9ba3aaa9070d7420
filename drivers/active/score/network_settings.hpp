// What a deck or a network file says about the architecture of a score.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "engine/deck/key.hpp"

namespace starling::active {

/// What the tokens of a transformer are made of.
enum class TokenInputs { physics, coordinates };

/// Their names.
[[nodiscard]] const Choices<TokenInputs>& token_inputs();

/// The keys of [network] that only local_transformer has.
struct TransformerSettings {
  TokenInputs inputs = TokenInputs::physics;
  std::int64_t heads = 2;
  std::int64_t blocks = 2;
  std::int64_t hidden = 64;
  std::int64_t depth = 1;
};

/// What is wrong with a key of [network].
struct SettingsObjection {
  std::string key;
  std::string sentence;
};

/// The keys of [network].
struct NetworkSettings {
  std::string name;
  std::int64_t width = 32;
  std::string activation = "silu";
  double edge_range = 1.5;     ///< in diameters of the pair force
  double contact_range = 1.1;  ///< in diameters
  TransformerSettings transformer;
  std::int64_t probes = 2;  ///< of filter_bank

  /// Whether there are parameters to train; a score in closed form has none.
  [[nodiscard]] bool is_trained() const { return name != "linear"; }
  [[nodiscard]] bool is_transformer() const { return name == "local_transformer"; }
  /// Whether it has vectors that reach far.
  [[nodiscard]] bool has_filters() const { return name == "filter_bank"; }
  /// Why there is no such network of positions; empty if there is.
  [[nodiscard]] std::string no_positions() const;
  /// The first value that is none or does not go with others, of a deck or a file.
  [[nodiscard]] std::optional<SettingsObjection> objection() const;

  [[nodiscard]] nlohmann::json to_json() const;
  /// Fails with bad_input if it is not what to_json() makes.
  [[nodiscard]] static NetworkSettings from_json(const nlohmann::json& json);
};

}  // namespace starling::active
