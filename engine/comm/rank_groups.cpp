// Groups of ranks and the members that belong to them: two even splits.
#include "engine/comm/rank_groups.hpp"

#include <algorithm>

#include "engine/comm/even_split.hpp"
#include "engine/failure.hpp"

namespace starling {
namespace {

int group_count(const Communicator& world, std::int64_t members) {
  if (members < 1) fail(ExitCode::bad_input, "there must be at least one system to run, not {}", members);
  return static_cast<int>(std::min<std::int64_t>(world.size(), members));
}

}  // namespace

RankGroups::RankGroups(const Communicator& world, std::int64_t members)
    : world_(&world),
      members_(members),
      groups_(group_count(world, members)),
      index_(static_cast<int>(block_of(world.rank(), world.size(), groups_))),
      group_(world.split(index_)),
      first_(rows_of(members, index_, groups_).first),
      count_(rows_of(members, index_, groups_).count) {}

int RankGroups::group_of(std::int64_t member) const { return static_cast<int>(block_of(member, members_, groups_)); }

int RankGroups::first_rank_of(std::int64_t member) const {
  return static_cast<int>(rows_of(world_->size(), group_of(member), groups_).first);
}

int RankGroups::ranks_of(std::int64_t member) const {
  return static_cast<int>(rows_of(world_->size(), group_of(member), groups_).count);
}

}  // namespace starling
