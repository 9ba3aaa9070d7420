// What keys of the jump deck may be combined.
#include "drivers/jump/deck.hpp"

namespace starling::jump {

namespace {

void check_simulation(const Schema& schema, const Deck& deck, const SimulateSettings& settings) {
  const SimulateSettings usual;
  const std::string model = "model.name = " + deck.model.name();
  if (settings.burn_in >= settings.intervals) schema.refuse("method.burn_in", "leaves nothing of method.intervals");
  if (!deck.prior->draws()) {
    if (settings.error != usual.error) schema.refuse("method.error", "does nothing without a prior");
    if (settings.jumps_kept != usual.jumps_kept) schema.refuse("method.jumps_kept", "does nothing without a prior");
  } else {
    if (deck.replicas < 2)
      schema.refuse("run.replicas", "must be 2 or more with a prior, over which results are means");
    if (settings.passage_to)
      schema.refuse("method.passage_to",
                    "does not go with a prior: replicas that are slow to arrive would be left out");
  }
  if (deck.model->counts_species()) {
    // The squares of most_molecules of so many paths still add up in 64 bits.
    constexpr std::int64_t most_paths = 9000000;
    if (settings.paths > most_paths)
      schema.refuse("method.paths", fmt::format("must be at most {} with {}", most_paths, model));
    if (settings.start) schema.refuse("method.start", "does nothing with " + model + ", which has model.start");
    if (settings.start_law != usual.start_law)
      schema.refuse("method.start_law", "does nothing with " + model + ", which has model.start");
    if (settings.error != usual.error) schema.refuse("method.error", "does nothing with " + model);
    if (settings.passage_to) schema.refuse("method.passage_to", "does nothing with " + model);
    if (!settings.current.empty()) schema.refuse("method.current", "does nothing with " + model);
    return;
  }
  if (settings.start && settings.start_law != usual.start_law)
    schema.refuse("method.start_law", "does nothing with method.start");
  if (settings.bins != usual.bins) schema.refuse("method.bins", "does nothing with " + model);
  if (settings.burn_in != usual.burn_in) schema.refuse("method.burn_in", "does nothing with " + model);
}

void check_clones(const Schema& schema, const Deck& deck, const CloneSettings& settings) {
  if (deck.model->counts_species())
    schema.refuse("method.name", "large_deviations needs a model with rates between states, not " + deck.model.name());
  if (settings.burn_in >= settings.slices) schema.refuse("method.burn_in", "leaves nothing of method.slices");
  const bool current = settings.observable == CloneSettings::Observable::current;
  if (current && settings.current.empty())
    schema.refuse("method.current", "is missing: method.observable = current needs pairs of states");
  if (!current && !settings.current.empty()) schema.refuse("method.current", "does nothing with entropy");
  if (settings.compare && settings.clones % 2 != 0)
    schema.refuse("method.clones", "must be even with method.compare, which halves it");
}

void check_observed(const Schema& schema, const Deck& deck) {
  if (deck.model->counts_species())
    schema.refuse("method.name",
                  deck.method.name() + " needs a model with rates between states, not " + deck.model.name());
  const PosteriorSettings* const settings = deck.method->posterior();
  if (settings == nullptr) {
    if (deck.replicas > 1) schema.refuse("run.replicas", "would all be the same: a likelihood draws nothing");
    return;
  }
  constexpr std::int64_t fewest = 4;
  if ((settings->sweeps - settings->burn_in) / settings->keep_every < fewest || settings->burn_in >= settings->sweeps)
    schema.refuse("method.sweeps",
                  fmt::format("fewer than {} draws would be kept of {} sweeps", fewest, settings->sweeps));
}

}  // namespace

void check(const Schema& schema, const Deck& deck) {
  schema.placing([&] { deck.model->check(); });
  if (deck.prior->draws() && deck.method->simulates() == nullptr)
    schema.refuse("prior.name", "does nothing with method.name = " + deck.method.name());
  if (const SimulateSettings* const settings = deck.method->simulates()) check_simulation(schema, deck, *settings);
  if (const CloneSettings* const settings = deck.method->clones()) check_clones(schema, deck, *settings);
  if (deck.method->observed() != nullptr) check_observed(schema, deck);
}

}  // namespace starling::jump
