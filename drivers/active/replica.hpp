// One copy of the system: its particles, how they step, what is measured of them and what that averages to.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "drivers/active/analysis/profiles.hpp"
#include "drivers/active/measurement.hpp"
#include "drivers/active/stepper.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling::active {

/// Lives on a group of ranks, and knows of no other copy. What it accumulates is the same on all ranks of the group, and is
/// saved as JSON; particles travel as records. All members but the accessors are collective over the group.
template <int D>
class Replica {
 public:
  /// Places the particles where the deck says, at step 0.
  Replica(const Communicator& group, const Deck& deck, PhaseTimer& timer, std::int64_t index);

  /// Goes on from this rank's share of the records of step `first`.
  Replica(const Communicator& group, const Deck& deck, PhaseTimer& timer, std::int64_t index, std::int64_t first,
          std::span<const double> records);

  /// Its number in the ensemble.
  [[nodiscard]] std::int64_t index() const { return index_; }
  [[nodiscard]] Simulation<D>& simulation() { return simulation_; }
  [[nodiscard]] const Simulation<D>& simulation() const { return simulation_; }
  [[nodiscard]] Stepper<D>& stepper() { return stepper_; }
  [[nodiscard]] Measurement<D>& measurement() { return measurement_; }

  /// Measures the settled present step: a value for each of observables(deck), NaN where there is none, which averages
  /// take in when they should. Moves the origins of displacements on when a lag ends.
  std::vector<double> observe(std::int64_t step);

  /// One an observable, in their order.
  [[nodiscard]] const std::vector<BlockAverage>& averages() const { return averages_; }

  /// Averaged arrays so far.
  [[nodiscard]] std::vector<AveragedArray> arrays() const { return profiles_.arrays(); }

  /// All that observe() has accumulated.
  [[nodiscard]] nlohmann::json save() const;

  /// Continues from save()'s state; bad_input if it is of other observables.
  void load(const nlohmann::json& state);

 private:
  const Communicator& group_;
  const Deck& deck_;
  std::int64_t index_;
  Simulation<D> simulation_;
  Stepper<D> stepper_;
  Measurement<D> measurement_;
  std::vector<Observable> observables_;
  std::vector<BlockAverage> averages_;
  std::int64_t averaged_every_;  ///< steps between the observations that averages take in
  Profiles<D> profiles_;
};

}  // namespace starling::active
