// A population that seeks a consensus about where a function is least: the member of the optimise job.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/optimise/setup.hpp"
#include "engine/io/rows.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::optimise {

/// What a run spends its time on.
enum class Phase { moves, costs, sums, communication, output };

[[nodiscard]] PhasePlan phase_plan();

/// N slots, divided among the ranks of the group. A step: all move, see their costs, and agree on their weighted mean, c = sum w x
/// / sum w with w = e^(-alpha (E - min E)), by integer sums: two collectives.
class Swarm final : public Member {
 public:
  Swarm(const Setup& setup, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return step_; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return setup_.deck.steps; }
  [[nodiscard]] bool finished() const override;
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(setup_.deck.particles) * setup_.objective->work();
  }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void observe(std::vector<TableRow>& rows) override;
  /// cost, of the consensus; best_cost, of any slot ever; spread, the mean square distance of slots from the consensus; where the
  /// consensus is; and where the minimum is known, distance (the largest along a coordinate) and success, 0 or 1.
  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  /// The weighted mean of the slots.
  [[nodiscard]] const std::vector<double>& consensus() const { return consensus_; }
  /// The mean square distance of the slots from it. Collective.
  [[nodiscard]] double spread() const;
  /// The weighted covariance of the slots by its lower triangle, if the method needs it.
  [[nodiscard]] const LowerTriangle& covariance() const { return covariance_; }

 private:
  void start();
  void load(const MemberState& state);
  void move();
  /// Costs of all slots, and what follows from them.
  void evaluate();
  void weigh(const std::optional<Failure>& failure);
  [[noreturn]] void refuse_cost() const;
  [[nodiscard]] consensus::Slots slots() const;
  [[nodiscard]] double cost_of_consensus() const;
  [[nodiscard]] std::size_t shown() const;

  const Setup& setup_;
  const Communicator& group_;
  PhaseTimer& timer_;
  std::int64_t replica_;
  random::Key key_;
  RowBlock share_;
  std::int64_t stride_;
  DeviceArray<double> x_, cost_, weight_, apart_, centre_, middle_;
  DeviceArray<std::int64_t> parts_;
  std::int64_t step_ = 0;
  double exponent_;
  double least_ = std::numeric_limits<double>::infinity();  ///< of the present costs
  double best_ = std::numeric_limits<double>::infinity();
  double spread_ = std::numeric_limits<double>::infinity();  ///< before the last move
  std::vector<double> consensus_;
  std::vector<double> before_;  ///< the consensus before the last move, about which second moments are added up
  LowerTriangle covariance_;
};

}  // namespace starling::optimise
