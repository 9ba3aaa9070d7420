// The registry: one line per network.
#include "drivers/active/score/chosen_network.hpp"

#include <fmt/format.h>

#include "engine/deck/nearest_name.hpp"
#include "kernels/networks/activation_choice.hpp"

namespace starling::active {

namespace {

std::unique_ptr<Chosen> chosen_linear() { return std::make_unique<ChosenNetwork>("linear"); }
std::unique_ptr<Chosen> chosen_equivariant() { return std::make_unique<ChosenNetwork>("equivariant"); }

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for_each_type<networks::Activations>([&](auto type) { names.emplace_back(decltype(type)::type::name); });
  return names;
}

}  // namespace

void ChosenNetwork::describe(Schema& schema) {
  schema
      .key("contact_range", settings.contact_range,
           "closer particles touch: classes of contacts have scores of their own")
      .greater_than(0)
      .unit("diameters");
  if (!is_trained()) return;
  schema.key("edge_range", settings.edge_range, "neighbours up to this distance send messages")
      .greater_than(0)
      .unit("diameters");
  schema.key("width", settings.width, "numbers in a hidden layer, a multiple of 16").at_least(16).at_most(1024);
  schema.key("activation", settings.activation, "function of the hidden layers: silu, gelu, tanh or softplus");
}

const Choice& network_choice() {
  static const Choice choice(
      "network", "What the score is written as (docs/learned-scores.md describes the networks).", "the architecture",
      {{"linear", "The vectors of the physics with a coefficient for each class of contacts, in closed form.",
        chosen_linear},
       {"equivariant", "The same vectors with coefficients from a network with messages between neighbours.",
        chosen_equivariant}});
  return choice;
}

void check_network(const Schema& schema, const NetworkSettings& settings) {
  if (settings.name == "linear") return;
  if (settings.width % 16 != 0) {
    schema.refuse("network.width", fmt::format("must be a multiple of 16, not {}", settings.width));
  }
  if (!networks::activation_named(settings.activation)) {
    schema.refuse("network.activation", fmt::format("there is no activation '{}'; there are {}", settings.activation,
                                                    either_of(activation_names())));
  }
  if (settings.contact_range > settings.edge_range) {
    schema.refuse("network.contact_range", fmt::format("must be at most network.edge_range = {}", settings.edge_range));
  }
}

}  // namespace starling::active
