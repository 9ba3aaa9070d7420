// What all runs have found together: means, and whose uncertainty they have.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "drivers/md/molecular_run.hpp"
#include "engine/run/members.hpp"
#include "engine/statistics/variance_split.hpp"

namespace starling::md {

/// A number of all runs that were stable to their ends.
struct PooledNumber {
  std::string name;
  VarianceSplit split;
  std::string refusal;  ///< why its spread is no uncertainty of parameters; empty if it is one
};

/// A run that is counted, and not averaged or only with a remark.
struct UnsoundRun {
  std::int64_t replica;
  std::int64_t chain;
  std::int64_t draw;
  std::int64_t step;
  std::int64_t atom;    ///< of a blow-up; -1: it has left the training range
  double excess = 0.0;  ///< by how much, in parts of the range, at most
};

struct PooledFindings {
  std::int64_t runs = 0;
  std::int64_t averaged = 0;
  bool posterior = false;
  std::int64_t draws_left_out = 0;
  std::vector<UnsoundRun> blown_up;    ///< not averaged
  std::vector<UnsoundRun> left_range;  ///< averaged
  std::vector<PooledNumber> scalars;   ///< scalar_names, then first_peak: g(r) in its largest bin
  std::vector<VarianceSplit> radial;   ///< g(r), by bin
  std::vector<VarianceSplit> angular;
};

/// Collective over the world; complete on rank 0.
[[nodiscard]] PooledFindings pool(const Model& model, Members& members);

/// Why the spread of a number is no uncertainty of parameters; empty if it is one.
[[nodiscard]] std::string refusal_of(const VarianceSplit& split);

/// What the runner reports as results; doubts a kinetic temperature that is not the bath's.
[[nodiscard]] std::vector<Result> results_of(const PooledFindings& findings, const Deck& deck);

/// Sentences about runs and refused uncertainties, for the log and the summary.
[[nodiscard]] std::vector<std::string> remarks_on(const PooledFindings& findings, double range_tolerance);

/// The summary's entries "runs" and "uncertainty".
[[nodiscard]] nlohmann::ordered_json runs_entry(const PooledFindings& findings);
[[nodiscard]] nlohmann::ordered_json uncertainty_entry(const PooledFindings& findings);

/// A distribution as a table: place, mean, error, standard deviations between chains, within chains and by md, and that by
/// parameters, empty where it is refused.
[[nodiscard]] std::string distribution_table(const std::string& place, const std::string& value,
                                             const std::vector<double>& places,
                                             const std::vector<VarianceSplit>& splits);

}  // namespace starling::md
