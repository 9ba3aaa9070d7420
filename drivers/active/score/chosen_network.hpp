// A network as a deck chooses it.
#pragma once

#include "drivers/active/score/network_settings.hpp"
#include "engine/deck/choice.hpp"

namespace starling::active {

/// Its settings are keys of [network].
class ChosenNetwork : public Chosen {
 public:
  explicit ChosenNetwork(const std::string& name) { settings.name = name; }

  void describe(Schema& schema) override;
  [[nodiscard]] bool is_trained() const { return settings.is_trained(); }

  NetworkSettings settings;
};

/// The networks that a deck can name.
[[nodiscard]] const Choice& network_choice();

/// Refuses settings that do not go together, by their keys.
void check_network(const Schema& schema, const NetworkSettings& settings);

}  // namespace starling::active
