// Sending rows to the groups that work on them.
#include "engine/population/member_rows.hpp"

#include <cstddef>
#include <cstring>

#include "engine/population/id_order.hpp"

namespace starling {

namespace {

/// The rank that has a row of the file.
int owner_of(const RankGroups& groups, std::int64_t rows_each, std::int64_t row) {
  const std::int64_t member = row / rows_each;
  return groups.first_rank_of(member) + row_owner(row % rows_each, rows_each, groups.ranks_of(member));
}

}  // namespace

std::vector<double> scatter_rows(const RankGroups& groups, std::int64_t rows_each, const RowBlock& block,
                                 std::span<const double> rows, int width) {
  std::vector<std::vector<std::byte>> outgoing(static_cast<std::size_t>(groups.world().size()));
  for (std::int64_t k = 0; k < block.count; ++k) {
    const auto bytes =
        std::as_bytes(rows.subspan(static_cast<std::size_t>(k * width), static_cast<std::size_t>(width)));
    auto& message = outgoing[static_cast<std::size_t>(owner_of(groups, rows_each, block.first + k))];
    message.insert(message.end(), bytes.begin(), bytes.end());
  }
  // Every message holds rows in rising order and sources are taken in the order of their rows: nothing needs sorting.
  std::vector<double> received;
  for (const auto& message : groups.world().exchange(outgoing)) {
    const std::size_t before = received.size();
    received.resize(before + message.size() / sizeof(double));
    if (!message.empty()) std::memcpy(received.data() + before, message.data(), message.size());
  }
  return received;
}

}  // namespace starling
