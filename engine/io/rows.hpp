// The division of per-particle data among ranks on its way to and from files: row k belongs to id k.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/comm/even_split.hpp"

namespace starling {

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
