// The members of a run that this rank works on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/comm/rank_groups.hpp"
#include "engine/run/plan.hpp"

namespace starling {

/// The members of this rank's group, in their order. A member's number is replica * chains + chain. Everything except
/// the accessors is collective over the world.
class Members {
 public:
  /// Makes the first `most` of this rank's members: at their start, or from `states`, one for each.
  Members(const RankGroups& groups, const RunPlan& plan, PhaseTimer& timer, std::int64_t most,
          const std::vector<MemberState>& states);

  /// Runs action(member, number), which may be collective over the group, on each. If it fails for one, every rank
  /// throws; a failure of the computation says which replica and chain it was in.
  template <class Action>
  void for_each(Action&& action);

  /// The same for a job that knows the type of its members.
  template <class Type, class Action>
  void for_each_as(Action&& action) {
    for_each([&](Member& member, std::int64_t number) { action(dynamic_cast<Type&>(member), number); });
  }

  [[nodiscard]] const RankGroups& groups() const { return groups_; }
  [[nodiscard]] const RunPlan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Member>>& own() const { return members_; }
  /// Any of them, for what all have in common.
  [[nodiscard]] Member& any() { return *members_.front(); }
  template <class Type>
  [[nodiscard]] Type& any_as() {
    return dynamic_cast<Type&>(any());
  }
  /// Rows of all members of the run.
  [[nodiscard]] std::int64_t rows() const { return groups_.members() * plan_.rows_each; }
  /// Particle-steps that this rank's members have done, counted on the first rank of each group.
  [[nodiscard]] double work_done() const;

 private:
  [[nodiscard]] Failure placed(const Failure& failure, std::int64_t number) const;

  const RankGroups& groups_;
  const RunPlan& plan_;
  std::vector<std::unique_ptr<Member>> members_;
};

template <class Action>
void Members::for_each(Action&& action) {
  groups_.together([&] {
    for (std::size_t k = 0; k < members_.size(); ++k) {
      const std::int64_t number = groups_.first() + static_cast<std::int64_t>(k);
      try {
        action(*members_[k], number);
      } catch (const Failure& failure) {
        throw placed(failure, number);
      }
    }
  });
}

}  // namespace starling
