// Sending rows to the groups that work on them.
#include "engine/population/member_rows.hpp"

namespace starling {

namespace {

/// The rank that has a row of the file.
int owner_of(const RankGroups& groups, std::int64_t rows_each, std::int64_t row) {
  const std::int64_t member = row / rows_each;
  return groups.first_rank_of(member) + static_cast<int>(block_of(row % rows_each, rows_each, groups.ranks_of(member)));
}

}  // namespace

std::vector<double> scatter_rows(const RankGroups& groups, std::int64_t rows_each, const RowBlock& block,
                                 std::span<const double> rows, int width) {
  std::vector<std::vector<double>> outgoing(static_cast<std::size_t>(groups.world().size()));
  for (std::int64_t k = 0; k < block.count; ++k) {
    const auto row = rows.subspan(static_cast<std::size_t>(k * width), static_cast<std::size_t>(width));
    auto& message = outgoing[static_cast<std::size_t>(owner_of(groups, rows_each, block.first + k))];
    message.insert(message.end(), row.begin(), row.end());
  }
  // Every message holds rows in rising order and sources are taken in the order of their rows: nothing needs sorting.
  std::vector<double> received;
  for (const auto& message : groups.world().exchange(outgoing)) {
    received.insert(received.end(), message.begin(), message.end());
  }
  return received;
}

}  // namespace starling
