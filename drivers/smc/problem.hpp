// The problem of a deck: a model and its observations, or a target and its data.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/models/state_space.hpp"
#include "drivers/smc/models/static_target.hpp"
#include "engine/io/number_table.hpp"

namespace starling::smc {

/// What all replicas of a deck share. Either a model that moves in time, with its observations, or a static target.
struct Problem {
  std::unique_ptr<StateSpace> model;
  std::unique_ptr<StaticTarget> target;
  Observations observations;
  NumberTable data;  ///< what was read or simulated; if simulated, the states are in columns x_0, x_1, ... behind it
};

/// Collective: builds the model and reads or simulates the observations. Fails with bad_input and the place in the deck,
/// also where the model lacks what the deck's method needs.
[[nodiscard]] Problem make_problem(const Communicator& world, const Schema& schema, const Deck& deck,
                                   const std::filesystem::path& deck_file);

/// Bytes of memory that a particle takes on its rank: both generations of its state, and what else a slot has.
[[nodiscard]] std::int64_t bytes_per_particle(const Deck& deck, const Problem& problem);

/// The text of data.csv: a line per time, with its `time` where data.time gave it, and the columns of `data`; an empty
/// cell is a missing value.
[[nodiscard]] std::string data_text(const NumberTable& data);

}  // namespace starling::smc
