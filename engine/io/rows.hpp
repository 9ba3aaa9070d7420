// How per-particle data is divided among ranks on its way to and from files: row k belongs to id k.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// The contiguous rows [first, first + count) of `total` that one rank holds.
struct RowBlock {
  std::int64_t total = 0;
  std::int64_t first = 0;
  std::int64_t count = 0;

  bool operator==(const RowBlock&) const = default;
};

/// The even split of `total` rows: blocks differ by at most one row, the longer ones on the lower ranks; ranks beyond
/// the rows get empty blocks.
inline RowBlock rows_of(std::int64_t total, std::int64_t rank, std::int64_t ranks) {
  const std::int64_t base = total / ranks;
  const std::int64_t longer = total % ranks;
  return {total, rank * base + std::min(rank, longer), base + (rank < longer ? 1 : 0)};
}

/// The rows of this rank.
inline RowBlock rows_of(std::int64_t total, const Communicator& communicator) {
  return rows_of(total, communicator.rank(), communicator.size());
}

/// This rank's rows of one per-particle quantity, row-major: component c of row i is values[i * components + c].
struct Column {
  std::string name;
  int components = 1;
  std::variant<std::span<const double>, std::span<const std::int32_t>, std::span<const std::int64_t>> values;
};

/// A Column that owns its values, as files give them back.
struct OwnedColumn {
  std::string name;
  int components = 1;
  std::variant<std::vector<double>, std::vector<std::int32_t>, std::vector<std::int64_t>> values;
};

/// Views of columns that must outlive them.
[[nodiscard]] inline std::vector<Column> views_of(const std::vector<OwnedColumn>& columns) {
  std::vector<Column> views;
  for (const OwnedColumn& column : columns) {
    Column view{column.name, column.components, {}};
    std::visit([&](const auto& values) { view.values = std::span(values); }, column.values);
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace starling
