// The deck of the smc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/methods/methods.hpp"
#include "drivers/smc/problem_keys.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::smc {

/// Every key of the deck, by its name, except those of its model and of its method, which hold them.
struct Deck : OutputKeys, ProblemKeys {
  // [ensemble]
  std::int64_t replicas = 1;
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

}  // namespace starling::smc
