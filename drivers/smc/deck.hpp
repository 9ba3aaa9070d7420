// The deck of the smc job: its keys, their defaults and what may be combined.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/deck_model.hpp"
#include "drivers/smc/settings.hpp"
#include "engine/deck/schema.hpp"

namespace starling::smc {

/// Every key of the deck, by its name; the model's numbers are in `model`. What only some methods read is optional.
struct Deck {
  // [run]
  std::uint64_t seed = 1;
  // [ensemble]
  std::int64_t replicas = 1;
  // [model]
  DeckModel model;
  // [data]
  std::string file;
  std::string column;
  std::string time;
  std::optional<std::int64_t> length;
  std::optional<std::int64_t> simulate;
  // [method]
  MethodName method = MethodName::bootstrap;
  std::int64_t particles = 0;
  std::string resampling;
  std::optional<double> ess_threshold;
  std::optional<int> backward_draws;
  std::optional<std::int64_t> trajectories;
  std::optional<std::int64_t> chains;
  std::optional<std::int64_t> sweeps;
  std::optional<std::int64_t> burn_in;
  std::string functional;
  std::string annealing;
  std::optional<bool> look_ahead;
  std::string on_extinction;
  std::optional<double> ess_target;
  std::optional<int> moves;
  std::optional<bool> waste_free;
  // [output]
  std::string directory;
  std::int64_t observe_every = 1;
  std::vector<double> quantiles;
  std::int64_t particles_every = 0;
  bool genealogy = false;
  std::int64_t checkpoint_every = 0;
  std::int64_t checkpoints_kept = 2;
};

/// Declares the keys, bound to `deck`; those of the model only if `deck.model` has been chosen.
void describe(Schema& schema, Deck& deck);

/// Refuses, with a sentence, what the single keys' limits cannot see: keys that contradict each other, that the method
/// needs, or that would do nothing.
void check(const Schema& schema, const Deck& deck);

/// The [method] section with the defaults of what is not given.
[[nodiscard]] MethodSettings method_settings(const Deck& deck);

[[nodiscard]] TableSettings table_settings(const Deck& deck);

/// Independent runs: replicas, times chains a replica.
[[nodiscard]] std::int64_t members(const Deck& deck);

/// How the deck writes a method.
[[nodiscard]] std::string name_of(MethodName method);

/// The names in `column`, which blanks separate.
[[nodiscard]] std::vector<std::string> column_names(const Deck& deck);

}  // namespace starling::smc
