// A search for schedules: the member of a run of method.name = schedule_search.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "drivers/diffusion/methods/search/search_space.hpp"
#include "drivers/diffusion/methods/search/trial.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::diffusion {

/// All of the space's candidates, in batches; or generations of children of the best so far.
enum class SearchKind { exhaustive, evolution };

struct SearchTask {
  SearchSettings settings;
  SearchKind kind = SearchKind::exhaustive;
  std::int64_t children = 60;
  std::int64_t generations = 100;
  std::int64_t points = 0;
  std::uint64_t seed = 0;
  std::shared_ptr<const Path> path;
  std::shared_ptr<const Path> other_path;  ///< of another target, on which the best is tried at the end; null: none

  /// Batches or generations.
  [[nodiscard]] std::int64_t units() const;
  /// Candidates of a unit, the most.
  [[nodiscard]] std::int64_t candidates_each() const;
};

/// A schedule and its error.
struct Tried {
  Schedule schedule;
  double error = 0.0;
};

/// Candidates are dealt over the ranks of the group, each of which tries its own on all points; errors are exchanged, and equal ones
/// go by number, so that nothing depends on the number of ranks.
class Searcher final : public Member {
 public:
  Searcher(const SearchTask& task, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override { return {"candidates", "best_error"}; }
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return task_.units(); }
  [[nodiscard]] double work_per_unit() const override;
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  [[nodiscard]] const Tried& best() const { return found_.front(); }
  /// The solver without a search that is nearest to the exact map with as many evaluations, and its error.
  [[nodiscard]] const std::string& best_fixed() const { return fixed_name_; }
  [[nodiscard]] double best_fixed_error() const { return fixed_error_; }

 private:
  using Candidate = std::function<Schedule(std::int64_t)>;
  /// The errors of `count` candidates, on every rank.
  [[nodiscard]] std::vector<double> errors_of(std::int64_t count, const std::function<double(std::int64_t)>& error_of);
  void try_all(std::int64_t count, const Candidate& candidate);
  /// The best uniform schedule or Runge-Kutta method of a trial, whatever the search may use: its error and name.
  [[nodiscard]] std::pair<double, std::string> best_fixed_of(Trial& trial);
  /// Tries what an evolution starts from.
  void try_uniform();
  void finish();

  const SearchTask& task_;
  const Communicator& group_;
  PhaseTimer& timer_;
  random::Key key_;
  Trial trial_;
  std::optional<Trial> other_trial_;
  SearchSpace space_;
  std::int64_t done_ = 0;
  std::int64_t tried_ = 0;
  std::vector<Tried> found_;  ///< the best so far, best first
  double fixed_error_ = 0.0;
  std::string fixed_name_;
  double other_error_ = 0.0;
  double other_fixed_error_ = 0.0;
};

}  // namespace starling::diffusion
