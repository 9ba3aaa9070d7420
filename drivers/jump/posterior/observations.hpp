// Noisy observations of states at any times, and how likely rates make them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "drivers/jump/models/rate_matrix.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::jump {

/// What [method] says of observations.
struct ObservationSettings {
  std::string file;
  std::string time = "time";
  std::string column = "state";
  double error = 0.0;
};

/// States that were seen, at ascending times; the process starts at time 0 from any state with the same probability. A state is
/// seen as it is with probability 1 - error, else as one of the others.
struct StateObservations {
  std::vector<double> time;
  std::vector<std::int64_t> seen;
  double error = 0.0;

  /// P(observation k | state), as a factor of each of `states` states.
  [[nodiscard]] std::vector<double> likelihood(std::size_t k, std::int64_t states) const;
};

/// Collective. Fails with bad_input about method.file where times do not ascend from 0 on or something seen is no state.
[[nodiscard]] StateObservations read_observations(const Communicator& world, const ObservationSettings& settings,
                                                  const std::filesystem::path& deck, std::int64_t states);

/// log P(observations | rates), by a forward filter with e^(Q dt) (propagated()).
[[nodiscard]] double log_likelihood(const RateMatrix& matrix, const StateObservations& observations);

}  // namespace starling::jump
