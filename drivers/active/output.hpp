// Everything a run writes while it runs: averages, table rows, frames and checkpoints.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/active/measurement.hpp"
#include "drivers/active/phases.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/run_directory.hpp"
#include "engine/io/trajectory.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling::active {

/// Where a run's outputs stood when a checkpoint was taken.
struct OutputState {
  std::int64_t table_bytes = 0;
  std::int64_t frames = 0;
  std::int64_t displacement_lag = 0;   ///< steps, 0 without displacements
  std::vector<BlockAverage> averages;  ///< one an observable

  [[nodiscard]] nlohmann::json save() const;
  [[nodiscard]] static OutputState load(const nlohmann::json& state);
};

/// Owns the files of a run. All members are collective.
template <int D>
class Output {
 public:
  /// Opens the files: new ones, or those of a run that goes on from `resumed`.
  Output(const Communicator& communicator, const Deck& deck, const RunDirectory& directory, std::string resolved_deck,
         Simulation<D>& simulation, const std::optional<OutputState>& resumed);

  /// Whether something is to be written at a step, the end apart.
  [[nodiscard]] bool due(std::int64_t step) const;

  /// Distance up to which lists must hold pairs when something is due.
  [[nodiscard]] double reach() const { return cluster_range(deck_); }

  /// Writes what is due at `step`, and a checkpoint if the run ends there. Forces and lists must be those of this step.
  void write(std::int64_t step, bool ends, PhaseTimer& timer);

  /// The summary's `observables`: mean, standard_error and samples of each, or null with the reason.
  [[nodiscard]] nlohmann::ordered_json summary() const;

 private:
  void observe(std::int64_t step);
  void write_frame(std::int64_t step);
  void write_checkpoint(std::int64_t step);
  [[nodiscard]] TrajectoryLayout trajectory_layout() const;

  const Communicator& communicator_;
  const Deck& deck_;
  std::string resolved_deck_;
  OutputState resumed_;  ///< what a file that this part of the run does not touch stays at
  Simulation<D>& simulation_;
  Measurement<D> measurement_;
  std::vector<Observable> observables_;
  std::vector<BlockAverage> averages_;
  CheckpointStore checkpoints_;
  std::unique_ptr<CsvTable> table_;         ///< none without observations
  std::unique_ptr<Trajectory> trajectory_;  ///< none without frames
};

}  // namespace starling::active
