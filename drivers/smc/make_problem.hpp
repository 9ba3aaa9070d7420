// From the deck to what is computed with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/problem.hpp"

namespace starling::smc {

/// Collective: builds the model and reads or simulates the observations. Fails with bad_input and the place in the deck,
/// also where `check_needs` refuses the problem.
[[nodiscard]] Problem make_problem(const Communicator& world, const Schema& schema, const ProblemKeys& keys,
                                   const std::filesystem::path& deck_file,
                                   const std::function<void(const Problem&)>& check_needs);

/// Bytes of memory that a particle takes on its rank: both generations of its state, and what else a slot has.
[[nodiscard]] std::int64_t bytes_per_particle(const Deck& deck, const Problem& problem);

/// The text of data.csv: a line per time, with its `time` where data.time gave it, and the columns of `data`; an empty
/// cell is a missing value.
[[nodiscard]] std::string data_text(const NumberTable& data);

}  // namespace starling::smc
