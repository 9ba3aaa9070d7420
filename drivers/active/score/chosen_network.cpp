// The registry: one line per network.
#include "drivers/active/score/chosen_network.hpp"

#include "kernels/score/filter_sweeps.hpp"
#include "kernels/score/transformer_layers.hpp"

namespace starling::active {

namespace {

std::unique_ptr<Chosen> chosen_linear() { return std::make_unique<ChosenNetwork>("linear"); }
std::unique_ptr<Chosen> chosen_equivariant() { return std::make_unique<ChosenNetwork>("equivariant"); }
std::unique_ptr<Chosen> chosen_filter_bank() { return std::make_unique<ChosenNetwork>("filter_bank"); }
std::unique_ptr<Chosen> chosen_local_transformer() { return std::make_unique<ChosenNetwork>("local_transformer"); }

void describe_transformer(Schema& schema, TransformerSettings& settings) {
  schema.key("inputs", settings.inputs, token_inputs(),
             "tokens of what rotations leave alone of the physics, or of positions and drives as they are");
  schema.key("heads", settings.heads, "heads of an attention, which share the width in multiples of 16").at_least(1);
  schema.key("blocks", settings.blocks, "encoder blocks")
      .at_least(1)
      .at_most(score::TransformerArchitecture::most_blocks);
  schema.key("hidden", settings.hidden, "numbers in a hidden layer of the other parts, a multiple of 16")
      .at_least(16)
      .at_most(1024);
  schema.key("depth", settings.depth, "hidden layers that make tokens, and that make scores of them")
      .at_least(1)
      .at_most(networks::most_hidden_layers);
}

}  // namespace

void ChosenNetwork::describe(Schema& schema) {
  schema
      .key("contact_range", settings.contact_range,
           "closer particles touch: classes of contacts have scores of their own")
      .greater_than(0)
      .unit("diameters");
  if (!is_trained()) return;
  const bool tokens = settings.is_transformer();
  schema
      .key("edge_range", settings.edge_range,
           tokens ? "neighbours up to this distance are tokens" : "neighbours up to this distance send messages")
      .greater_than(0)
      .unit("diameters");
  schema
      .key("width", settings.width,
           tokens ? "numbers in a token, a multiple of 16" : "numbers in a hidden layer, a multiple of 16")
      .at_least(16)
      .at_most(1024);
  schema.key("activation", settings.activation, "function of the hidden layers: silu, gelu, tanh or softplus");
  if (tokens) describe_transformer(schema, settings.transformer);
  if (settings.has_filters()) {
    schema
        .key("probes", settings.probes,
             "random vectors from which the divergences of far-reaching vectors are estimated, without bias")
        .at_least(1)
        .at_most(score::most_probes);
  }
}

const Choice& network_choice() {
  static const Choice choice(
      "network", "What the score is written as (docs/learned-scores.md describes the networks).", "the architecture",
      {{"linear", "The vectors of the physics with a coefficient for each class of contacts, in closed form.",
        chosen_linear},
       {"equivariant", "The same vectors with coefficients from a network with messages between neighbours.",
        chosen_equivariant},
       {"filter_bank",
        "The same with vectors that reach further than neighbours, of drives only: polynomials of the response.",
        chosen_filter_bank},
       {"local_transformer",
        "A particle and its neighbours as tokens that attend to each other, of drives only: coefficients of the "
        "vectors, or "
        "what is added to the components of the linear score.",
        chosen_local_transformer}});
  return choice;
}

void check_network(const Schema& schema, const NetworkSettings& settings) {
  if (const auto objection = settings.objection()) schema.refuse("network." + objection->key, objection->sentence);
}

}  // namespace starling::active
