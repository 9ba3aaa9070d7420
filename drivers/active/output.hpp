// Everything a run writes while it runs: table rows, frames and checkpoints of all replicas.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/active/ensemble.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/run_directory.hpp"
#include "engine/io/trajectory.hpp"

namespace starling::active {

/// Where a run's files stood when a checkpoint was taken.
struct OutputState {
  std::int64_t table_bytes = 0;
  std::int64_t frames = 0;
  std::int64_t displacement_lag = 0;  ///< steps, 0 without displacements

  [[nodiscard]] nlohmann::json save() const;
  [[nodiscard]] static OutputState load(const nlohmann::json& state);
};

/// Owns the files of a run. All members but due() and next_due() are collective over the world.
template <int D>
class Output {
 public:
  /// Opens the files: new ones, or those of a run that goes on from `resumed`.
  Output(Ensemble<D>& ensemble, const RunDirectory& directory, std::string resolved_deck, PhaseTimer& timer,
         const std::optional<OutputState>& resumed);

  /// Whether something is to be written at a step, the end apart.
  [[nodiscard]] bool due(std::int64_t step) const;

  /// The next step after `step` at which something is.
  [[nodiscard]] std::int64_t next_due(std::int64_t step) const;

  /// Settles the replicas, which are at `step`, and writes what is due then; a checkpoint too if the run ends there.
  void write(std::int64_t step, bool ends);

 private:
  void observe(std::int64_t step);
  void write_frame(std::int64_t step);
  void write_arrays(std::int64_t step);
  void write_checkpoint(std::int64_t step);
  [[nodiscard]] TrajectoryLayout trajectory_layout() const;
  template <class RowsOf>
  [[nodiscard]] std::vector<double> sorted_rows(int width, RowsOf&& rows_of);

  Ensemble<D>& ensemble_;
  const Deck& deck_;
  const Communicator& world_;
  std::string resolved_deck_;
  std::filesystem::path arrays_path_;
  PhaseTimer& timer_;
  OutputState resumed_;  ///< what a file that this part of the run does not touch stays at
  CheckpointStore checkpoints_;
  std::unique_ptr<CsvTable> table_;         ///< none without observations
  std::unique_ptr<Trajectory> trajectory_;  ///< none without frames
};

}  // namespace starling::active
