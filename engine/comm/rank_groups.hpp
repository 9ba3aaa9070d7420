// Independent systems (replicas, chains) spread over groups of ranks.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "engine/comm/communicator.hpp"

namespace starling {

/// Divides the ranks of a world into min(members, ranks) contiguous groups, and the members, contiguously, among the
/// groups: with more members than ranks a rank has several, with more ranks than members several ranks share one. All
/// blocks differ by at most one, the larger ones first. Nothing here may enter a result.
class RankGroups {
 public:
  /// Collective; fails with bad_input if there are no members.
  RankGroups(const Communicator& world, std::int64_t members);

  [[nodiscard]] const Communicator& world() const { return *world_; }
  /// The ranks that this rank works with.
  [[nodiscard]] const Communicator& group() const { return group_; }
  [[nodiscard]] std::int64_t members() const { return members_; }
  [[nodiscard]] int groups() const { return groups_; }
  /// The members that this rank's group works on: [first, first + count).
  [[nodiscard]] std::int64_t first() const { return first_; }
  [[nodiscard]] std::int64_t count() const { return count_; }

  /// First rank, in the world, of the group that works on a member.
  [[nodiscard]] int first_rank_of(std::int64_t member) const;
  /// How many ranks that group has.
  [[nodiscard]] int ranks_of(std::int64_t member) const;

  /// Collective over the world: runs `action`, which may be collective over the group, and throws on every rank if it
  /// failed in any group. What a single rank of a larger group throws passes through: its group waits for it for ever.
  template <class Action>
  void together(Action&& action) const {
    std::optional<Failure> failure;
    try {
      std::forward<Action>(action)();
    } catch (const Failure& caught) {
      if (group_.size() > 1 && !caught.agreed()) throw;
      failure = caught;
    } catch (const std::exception& caught) {
      if (group_.size() > 1) throw;
      failure = as_failure(caught);
    }
    world_->agree(failure);
  }

 private:
  [[nodiscard]] int group_of(std::int64_t member) const;

  const Communicator* world_;
  std::int64_t members_;
  int groups_;
  int index_;
  Communicator group_;
  std::int64_t first_;
  std::int64_t count_;
};

}  // namespace starling
