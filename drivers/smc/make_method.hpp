// From the deck to what is computed: the model, the observations, and one method a replica.
#pragma once

#include <filesystem>
#include <memory>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/method.hpp"
#include "drivers/smc/state_space.hpp"
#include "drivers/smc/static_target.hpp"
#include "engine/io/number_table.hpp"

namespace starling::smc {

/// What all replicas of a deck share. Either a model that moves in time, with its observations, or a static target.
struct Problem {
  std::unique_ptr<StateSpace> model;
  std::unique_ptr<StaticTarget> target;
  Observations observations;
  NumberTable data;  ///< what was read or simulated; if simulated, the states are in columns x_0, x_1, ... behind it
};

/// Collective: builds the model and reads or simulates the observations. Fails with bad_input and the place in the deck.
[[nodiscard]] Problem make_problem(const Communicator& world, const Schema& schema, const Deck& deck,
                                   const std::filesystem::path& deck_file);

/// Collective over `group`: one chain of a replica. Fails with bad_input if the model cannot do
/// what the method needs. `problem` must outlive it.
[[nodiscard]] std::unique_ptr<Method> make_method(const Communicator& group, const Deck& deck, const Problem& problem,
                                                  std::int64_t replica, std::int64_t chain);

/// Bytes of memory that a particle takes on its rank: both generations of its state, and what else a slot has.
[[nodiscard]] std::int64_t bytes_per_particle(const Deck& deck, const Problem& problem);

/// Units of work of each member: times, or times of all sweeps; empty where only the run can tell.
[[nodiscard]] std::optional<std::int64_t> planned_units(const Deck& deck, const Problem& problem);

/// The text of data.csv: a line a time, with its `time` where data.time gave it, and the columns of `data`; an empty
/// cell is a missing value.
[[nodiscard]] std::string data_text(const NumberTable& data);

}  // namespace starling::smc
