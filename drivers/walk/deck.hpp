// The deck of the walk job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "drivers/walk/graph.hpp"
#include "drivers/walk/objective.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::walk {

/// How tokens are repelled, and by which base chain.
enum class Method { srrw, hdt };
enum class Base { simple, metropolis };

struct WalkSettings {
  Method method = Method::srrw;
  Base base = Base::simple;
  std::string weights;  ///< file of node weights
  double repulsion = 5.0;
  double step_exponent = 1.0;
  std::optional<std::int64_t> start;
};

/// Every key of the deck, by its name, except those of its graph and of its objective, which hold them.
struct Deck : OutputKeys {
  std::filesystem::path file;  ///< no key: where the deck is, beside which files may lie
  // [run]
  std::uint64_t seed = 1;
  std::int64_t steps = 0;
  std::int64_t tokens = 0;
  std::int64_t replicas = 1;
  SelectionOf<ChosenGraph> graph{graph_choice()};
  WalkSettings walk;
  // [functions]
  bool degree = true;
  std::string functions;
  std::string columns;
  SelectionOf<ChosenObjective> objective{objective_choice()};
  // [output]
  std::int64_t observe_every = 100;
  std::int64_t visits_every = 0;
};

/// The sections that name something, in the deck's order.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

}  // namespace starling::walk
