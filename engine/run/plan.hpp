// The plan that a job gives the runner: how many members, how to make one, and which files are its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/checkpoints/checkpoint.hpp"
#include "engine/io/run_directory.hpp"
#include "engine/run/member.hpp"
#include "engine/run/output_keys.hpp"
#include "engine/run/writer.hpp"
#include "engine/runtime/phase_timer.hpp"
#include "engine/runtime/signals.hpp"

namespace starling {

class Members;

/// Which member is to be made, and where. `group` and `timer` outlive it.
struct MemberPlace {
  const Communicator& group;
  PhaseTimer& timer;
  std::int64_t replica;
  std::int64_t chain;
};

/// The phases that a run's time is divided into; those that the runner enters itself are given by their places.
struct PhasePlan {
  std::vector<PhaseLabel> labels;
  std::size_t communication;
  std::size_t observation;
  std::size_t output;
};

/// The run's table.
struct TablePlan {
  std::string file;
  Cadence cadence;             ///< of observe(); never: rows come from advance_to() alone
  std::size_t key_column = 0;  ///< where, among the member's columns, its numbers are put in
  bool shows_replica = true;
  bool shows_chain = false;
};

/// What a run is made of besides its deck, such as a file's contents by their hash: kept in its checkpoints, and a restart with
/// another value is refused.
struct Remembered {
  std::string name;
  nlohmann::json value;
  std::string key;       ///< of the deck, which the refusal names
  std::string sentence;  ///< of the refusal, as Schema::refuse() takes it; {} in it is what the checkpoint remembers
};

/// A section of the deck and what it names.
struct Named {
  std::string section;
  std::string name;
};

/// A file of the run's directory that is complete before the first unit.
struct TextFile {
  std::string name;
  std::string text;
};

/// How a run ended.
struct LoopResult {
  std::int64_t done;  ///< units that the members have done; those that need fewer have ended before
  StopRequest stop;   ///< none unless the ranks agreed to stop before the end
  bool ended;         ///< whether every member has
  double seconds;     ///< wall time of this rank in the loop
  double work;        ///< particle-steps of all members in this part of the run
};

/// A run's directory, and where the run's files stood if it continues from a checkpoint.
struct RunFiles {
  const RunDirectory& directory;
  const std::string& resolved_deck;
  const LoadedCheckpoint* resumed;  ///< null for a new run

  /// What Writer::state() of this name gave; null for a new run.
  [[nodiscard]] nlohmann::json state_of(const std::string& writer) const;
};

/// Everything that differs between jobs. A function that is left out does nothing.
struct RunPlan {
  std::string job;           ///< make_job() gives it, and
  std::vector<Named> named;  ///< these, for the summary
  std::int64_t replicas = 1;
  std::int64_t chains = 1;            ///< per replica; a member is a chain of a replica
  std::int64_t rows_each = 0;         ///< rows of a member's columns, on all its ranks
  std::string unit = "unit";          ///< what a unit of work is called
  bool units_are_alike = true;        ///< all units of a member are as much work, so that rates can be told
  std::optional<std::int64_t> units;  ///< that there will be, if the deck says so
  std::string length_key;             ///< by this key; empty if by none
  PhasePlan phases;
  OutputKeys output;
  std::optional<TablePlan> table;
  std::vector<std::string> own_files =
      {};  ///< names of all files besides the table that runs of this job may have of their own
  std::string row_word = "particle";  ///< what a row of a member is called
  std::int64_t bytes_per_row = 0;     ///< of memory, at least
  bool divides = true;                ///< several ranks share a member's work,
  bool divides_rows = true;           ///< by its rows, so that no more ranks than these have something to do
  bool tells_early = false;           ///< results of a run that was stopped are worth telling
  std::vector<TextFile> texts = {};   ///< of own files, those that are known before the run
  std::vector<Remembered> remembered = {};

  /// Makes a member at its start, or from the state that a checkpoint had of it. Collective over its group.
  std::function<std::unique_ptr<Member>(const MemberPlace&, const MemberState* resumed)> make;
  /// Advances this rank's members to `units` units, or to their ends, together instead of one by one: where they exchange
  /// something on the way, or are faster side by side. Collective over the world, as it fails; appends their rows.
  std::function<void(Members&, std::int64_t units, PhaseTimer&, std::vector<MemberRow>& rows)> advance = {};
  /// The run's results, complete on rank 0, where they are not those of its members one by one. Collective over the world.
  std::function<std::vector<Result>(Members&)> results = {};
  /// Refuses a checkpoint, before its deck is compared with this one, and after.
  std::function<void(const LoadedCheckpoint&)> recognise = {};
  std::function<void(const LoadedCheckpoint&)> accept = {};
  /// Says in the log what will be run; `begins`: members are at their start, and will be run. Collective over the world.
  std::function<void(Members&, bool begins)> announce = {};
  /// The job's own files, once the directory is there. Collective over the world.
  std::function<Writers(Members&, const RunFiles&)> open_writers = {};
  /// The summary's first keys after those that all jobs have; and what else is told of performance. Collective over the
  /// world.
  std::function<void(const LoopResult&, nlohmann::ordered_json&)> describe = {};
  /// What the summary says of the results, after them.
  std::function<void(Members&, nlohmann::ordered_json&)> describe_results = {};
  std::function<void(Members&, nlohmann::ordered_json&)> describe_performance = {};
};

}  // namespace starling
