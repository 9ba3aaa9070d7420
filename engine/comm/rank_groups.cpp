// Which ranks and which members belong together: two even splits.
#include "engine/comm/rank_groups.hpp"

#include <algorithm>

#include "engine/failure.hpp"

namespace starling {
namespace {

/// First item of block `index` when `total` items are divided into `blocks`.
std::int64_t block_first(std::int64_t total, std::int64_t blocks, std::int64_t index) {
  return index * (total / blocks) + std::min(index, total % blocks);
}

/// The block that an item is in.
std::int64_t block_of(std::int64_t total, std::int64_t blocks, std::int64_t item) {
  const std::int64_t base = total / blocks;
  const std::int64_t longer = total % blocks;
  const std::int64_t in_longer = longer * (base + 1);
  return item < in_longer ? item / (base + 1) : longer + (item - in_longer) / base;
}

int group_count(const Communicator& world, std::int64_t members) {
  if (members < 1) fail(ExitCode::bad_input, "there must be at least one system to run, not {}", members);
  return static_cast<int>(std::min<std::int64_t>(world.size(), members));
}

}  // namespace

RankGroups::RankGroups(const Communicator& world, std::int64_t members)
    : world_(&world),
      members_(members),
      groups_(group_count(world, members)),
      index_(static_cast<int>(block_of(world.size(), groups_, world.rank()))),
      group_(world.split(index_)),
      first_(block_first(members, groups_, index_)),
      count_(block_first(members, groups_, index_ + 1) - first_) {}

int RankGroups::group_of(std::int64_t member) const { return static_cast<int>(block_of(members_, groups_, member)); }

int RankGroups::first_rank_of(std::int64_t member) const {
  return static_cast<int>(block_first(world_->size(), groups_, group_of(member)));
}

int RankGroups::ranks_of(std::int64_t member) const {
  return static_cast<int>(block_first(world_->size(), groups_, group_of(member) + 1)) - first_rank_of(member);
}

}  // namespace starling
