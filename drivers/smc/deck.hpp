// The deck of the smc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/methods.hpp"
#include "drivers/smc/models/models.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::smc {

/// Every key of the deck, by its name, except those of its model and of its method, which hold them.
struct Deck : OutputKeys {
  // [run]
  std::uint64_t seed = 1;
  // [ensemble]
  std::int64_t replicas = 1;
  // [model]
  SelectionOf<Chosen> model{model_choice()};
  // [data]
  std::string file;
  std::string column;
  std::string time;
  std::optional<std::int64_t> length;
  std::optional<std::int64_t> simulate;
  // [method]
  SelectionOf<ChosenMethod> method{method_choice()};
  // [output], and OutputKeys
  TableSettings table;
  std::int64_t particles_every = 0;
};

/// The sections that name something, in the deck's order.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, what the single keys' limits cannot see: keys that contradict each other, that the method
/// needs, or that would do nothing.
void check(const Schema& schema, const Deck& deck);

/// The names in `column`, which blanks separate.
[[nodiscard]] std::vector<std::string> column_names(const Deck& deck);

}  // namespace starling::smc
