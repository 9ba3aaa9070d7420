// Everything a run writes while it runs: the table, the job's own files, checkpoints.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/io/tables/csv.hpp"
#include "engine/run/members.hpp"

namespace starling {

/// Owns the files of a run. All members but next_due() are collective over the world.
class Output {
 public:
  /// Opens the table and the job's files: new ones, or those of a run that continues.
  Output(Members& members, const RunFiles& files, PhaseTimer& timer);

  /// The next number of units after `done` at which something is to be written.
  [[nodiscard]] std::int64_t next_due(std::int64_t done) const;

  /// Writes the rows that became known, and what is due now that `done` units are done; a checkpoint too if the run stops
  /// here or has ended.
  void write(std::int64_t done, std::vector<MemberRow> rows, bool stops, bool ended);

 private:
  void write_rows(const std::vector<MemberRow>& rows);
  void write_checkpoint(std::int64_t done);

  Members& members_;
  const RunPlan& plan_;
  std::string resolved_deck_;
  PhaseTimer& timer_;
  CheckpointStore checkpoints_;
  Cadence checkpoint_cadence_;
  std::int64_t table_bytes_;         ///< of a table that this part of the run does not touch
  std::size_t width_ = 0;            ///< of a member's rows
  std::unique_ptr<CsvTable> table_;  ///< none if the plan has none
  Writers writers_;
};

}  // namespace starling
