// Redistributing rows by id.
#include "engine/population/id_order.hpp"

#include <algorithm>
#include <cstring>

namespace starling {

int row_owner(std::int64_t id, std::int64_t total, int ranks) {
  const std::int64_t base = total / ranks;
  const std::int64_t longer = total % ranks;
  const std::int64_t in_longer = longer * (base + 1);
  return static_cast<int>(id < in_longer ? id / (base + 1) : longer + (id - in_longer) / base);
}

std::vector<double> rows_by_id(const Communicator& communicator, std::span<const double> rows, int width,
                               std::int64_t total) {
  const auto row_bytes = static_cast<std::size_t>(width) * sizeof(double);
  const RowBlock block = rows_of(total, communicator);
  std::vector<std::vector<std::byte>> outgoing(communicator.size());
  const std::size_t count = rows.size() / width;
  if (communicator.size() == 1) {
    const auto bytes = std::as_bytes(rows);
    outgoing[0].assign(bytes.begin(), bytes.end());
  } else {
    for (std::size_t k = 0; k < count; ++k) {
      const double* row = rows.data() + k * width;
      auto& bytes = outgoing[row_owner(static_cast<std::int64_t>(row[0]), total, communicator.size())];
      const auto* first = reinterpret_cast<const std::byte*>(row);
      bytes.insert(bytes.end(), first, first + row_bytes);
    }
  }
  const auto incoming = communicator.exchange(outgoing);
  std::vector<double> sorted(block.count * width);
  std::vector<bool> seen(block.count, false);
  std::int64_t arrived = 0;
  bool twice = false;
  for (const auto& bytes : incoming) {
    for (std::size_t at = 0; at < bytes.size(); at += row_bytes) {
      double id = 0.0;
      std::memcpy(&id, bytes.data() + at, sizeof id);
      const auto place = static_cast<std::int64_t>(id) - block.first;
      twice = twice || seen[place];
      seen[place] = true;
      std::memcpy(sorted.data() + place * width, bytes.data() + at, row_bytes);
      ++arrived;
    }
  }
  communicator.together([&] {
    if (twice || arrived != block.count) {
      fail(ExitCode::internal_error, "the particles are no longer a complete set: {} of {} ids arrived in one block",
           arrived, block.count);
    }
  });
  return sorted;
}

}  // namespace starling
