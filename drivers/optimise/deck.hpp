// The deck of the optimise job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/optimise/methods/method.hpp"
#include "drivers/optimise/objectives/objective.hpp"
#include "drivers/smc/problem_keys.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::optimise {

/// Every key of the deck, by its name, except those of what it chooses by a name, which hold them. [model] and [data] are
/// there for objectives that need them.
struct Deck : OutputKeys, smc::ProblemKeys {
  // [run]
  std::int64_t steps = 0;
  double tolerance = 0.0;
  std::optional<double> target_cost;
  double success_within = 0.25;
  // [ensemble]
  std::int64_t particles = 0;
  std::int64_t replicas = 1;
  SelectionOf<ChosenObjective> objective{objective_choice()};
  // [start]
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<double> point;
  SelectionOf<ChosenMethod> method{method_choice()};
  // [output]
  std::int64_t observe_every = 10;
};

/// The sections that name something; a model is among them where the objective needs one.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::optimise
