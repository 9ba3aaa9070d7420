// The deck of the spins job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/spins/patterns.hpp"
#include "engine/deck/selection.hpp"
#include "engine/run/output_keys.hpp"

namespace starling::spins {

/// Where spins start.
enum class Start { pattern, random };

/// Every key of the deck, by its name, except those of its patterns, which hold them.
struct Deck : OutputKeys {
  std::string file;  ///< the deck's
  // [run]
  std::uint64_t seed = 1;
  std::int64_t sweeps = 0;
  std::int64_t equilibration = 0;
  // [ensemble]
  std::int64_t replicas = 1;
  std::int64_t starts = 1;
  // [system]
  std::int64_t spins = 0;
  std::int64_t power = 4;
  double temperature = 0.0;
  Start start = Start::pattern;
  double start_overlap = 1.0;
  // [patterns]
  SelectionOf<ChosenPatterns> patterns{pattern_choice()};
  // [output]
  std::int64_t observe_every = 10;
};

/// The sections that name something.
[[nodiscard]] std::vector<Selection*> selections(Deck& deck);

/// Declares the keys, bound to `deck`.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, keys that contradict each other or do nothing.
void check(const Schema& schema, const Deck& deck);

/// Whether sums of what flips change might not fit into 64 bits. Refuses patterns of which not even a power would, or the sums not
/// into two parts.
[[nodiscard]] bool needs_two_parts(const Deck& deck, const PatternPlan& plan);

}  // namespace starling::spins
