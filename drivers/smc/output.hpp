// Everything a run writes while it runs: rows of filter.csv, files of particles, genealogies and checkpoints.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/smc/deck.hpp"
#include "drivers/smc/method.hpp"
#include "engine/comm/rank_groups.hpp"
#include "engine/io/checkpoint.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/run_directory.hpp"
#include "engine/io/snapshots.hpp"

namespace starling::smc {

/// The methods of this rank's members, in their order.
using Methods = std::vector<std::unique_ptr<Method>>;

/// A row of one member's table.
struct MemberRow {
  std::int64_t member;
  TableRow row;
};

/// What a checkpoint holds besides the replicas.
struct OutputState {
  std::int64_t table_bytes = 0;
  std::string data;  ///< checksum of the observations

  [[nodiscard]] nlohmann::json save() const;
  [[nodiscard]] static OutputState load(const nlohmann::json& state);
};

/// Owns the files of a run. All members are collective over the world.
class Output {
 public:
  /// Opens the table: a new one, or that of a run which goes on from `resumed`. `data`: checksum of the observations.
  Output(const RankGroups& groups, const Deck& deck, const RunDirectory& directory, std::string resolved_deck,
         std::string data, const Methods& methods, const std::optional<OutputState>& resumed);

  /// The next number of units after `done` at which something is to be written.
  [[nodiscard]] std::int64_t next_due(std::int64_t done) const;

  /// Takes the rows of the units since the last call and writes what is due now that `done` units are done; a checkpoint
  /// too if the run stops here, and genealogies if it has ended.
  void write(std::int64_t done, const std::vector<MemberRow>& rows, bool stops, bool ended);

 private:
  void write_rows(const std::vector<MemberRow>& rows);
  void write_particles(std::int64_t unit);
  void write_genealogy(std::int64_t done);
  void write_checkpoint(std::int64_t done);
  void write_columns(const std::filesystem::path& file, const std::string& format, std::int64_t step,
                     const std::vector<std::vector<SlotColumn>>& columns) const;

  const RankGroups& groups_;
  const Deck& deck_;
  const RunDirectory& directory_;
  std::string resolved_deck_;
  std::string data_;
  const Methods& methods_;
  std::int64_t chains_;
  CsvTable table_;
  CheckpointStore checkpoints_;
};

/// Collective: mean, standard error and number of samples of every result over all members, the same bits on any ranks;
/// and log_mean_evidence, the log of the mean of exp(log_likelihood). Rank 0's is complete.
[[nodiscard]] nlohmann::ordered_json summarise_results(const RankGroups& groups, const Methods& methods);

}  // namespace starling::smc
