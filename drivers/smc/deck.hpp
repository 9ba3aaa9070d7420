// The deck of the smc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "drivers/smc/methods/chosen_method.hpp"
#include "drivers/smc/problem_keys.hpp"
#include "engine/deck/schema.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::smc {

/// Every key of the deck, by its name, except those of its model and of its method, which hold them.
struct Deck : OutputKeys, ProblemKeys {
  // [ensemble]
  std::int64_t replicas = 1;
  // [method]
  std::string method_name;
  std::unique_ptr<ChosenMethod> method;
  // [output], and OutputKeys
  TableSettings table;
  std::int64_t particles_every = 0;
};

/// Makes the model and the method that the deck names, so that describe() declares their keys. Fails with bad_input, giving
/// the place, where it names none that there is, or has a key that they do not have.
void choose(Deck& deck, std::span<const Assignment> given);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, what the single keys' limits cannot see: keys that contradict each other, that the method
/// needs, or that would do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::smc
