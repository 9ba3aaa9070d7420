// Keys of the smc deck that do not go together.
#include <algorithm>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/models/chosen_model.hpp"
#include "drivers/smc/models/models.hpp"
#include "engine/deck/nearest_name.hpp"

namespace starling::smc {

namespace {

/// The target that the deck names; null if its model moves in time.
const ChosenTarget* target_of(const Deck& deck) { return dynamic_cast<const ChosenTarget*>(&*deck.model); }

void check_method(const Schema& schema, const Deck& deck) {
  const bool is_static = target_of(deck) != nullptr;
  if (deck.method->takes_target() && !is_static) {
    std::vector<std::string> targets;
    for (const Alternative& target : static_targets()) targets.push_back(target.name);
    schema.refuse("method.name", fmt::format("needs a static target as model.name ({}), not {}", either_of(targets),
                                             deck.model.name()));
  }
  if (!deck.method->takes_target() && is_static) {
    schema.refuse(
        "method.name",
        fmt::format("needs a model that moves in time; {} is a static target, for tempering or data_tempering",
                    deck.model.name()));
  }
  schema.placing([&] { deck.method->check(); });
}

void check_output(const Schema& schema, const Deck& deck) {
  const std::string nothing = fmt::format("does nothing with method.name = {}", deck.method.name());
  const std::vector<double>& quantiles = deck.table.quantiles;
  if (deck.table.genealogy && !deck.method->is_filter()) schema.refuse("output.genealogy", nothing);
  if (!quantiles.empty() && !deck.method->is_filter()) schema.refuse("output.quantiles", nothing);
  if (!std::is_sorted(quantiles.begin(), quantiles.end()) ||
      std::adjacent_find(quantiles.begin(), quantiles.end()) != quantiles.end()) {
    schema.refuse("output.quantiles", "must rise");
  }
  constexpr std::int64_t most = std::int64_t{1} << 52;
  if (deck.replicas > most / deck.method->particles() / deck.method->chains().value_or(1)) {
    schema.refuse("ensemble.replicas", "replicas times particles are more than 2^52");
  }
}

}  // namespace

void check(const Schema& schema, const Deck& deck) {
  check_method(schema, deck);
  check_data(schema, deck);
  check_output(schema, deck);
}

}  // namespace starling::smc
