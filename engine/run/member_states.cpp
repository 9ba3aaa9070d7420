// Members' rows to rows of files, and back.
#include "engine/run/member_states.hpp"

#include <utility>

#include "engine/comm/member_gather.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/member_rows.hpp"

namespace starling {

namespace {

template <class T>
std::vector<T> numbers(const std::vector<double>& values) {
  std::vector<T> converted;
  converted.reserve(values.size());
  for (const double value : values) converted.push_back(static_cast<T>(value));
  return converted;
}

/// A column as its file stores it.
OwnedColumn stored(const MemberColumn& like, std::vector<double> values) {
  switch (like.element) {
    case hdf5::Element::int32:
      return {like.name, like.components, numbers<std::int32_t>(values)};
    case hdf5::Element::int64:
      return {like.name, like.components, numbers<std::int64_t>(values)};
    default:
      return {like.name, like.components, std::move(values)};
  }
}

MemberColumn loaded_column(const OwnedColumn& column) {
  MemberColumn loaded{column.name, column.components, {}, hdf5::Element::float64};
  const auto take = [&]<class T>(const std::vector<T>& values) {
    loaded.element = hdf5::element_of<T>();
    loaded.values.assign(values.begin(), values.end());
  };
  std::visit(take, column.values);
  return loaded;
}

/// Appends (row of the file, components) for each local row of a member.
void append_rows(const MemberState& state, std::size_t which, const MemberColumn& like, std::int64_t first_row,
                 const RowBlock& share, std::vector<double>& rows) {
  const MemberColumn* column = which < state.columns.size() ? &state.columns[which] : nullptr;
  const auto count = state.rows ? static_cast<std::int64_t>(state.rows->size()) : share.count;
  if (column == nullptr || column->name != like.name || column->components != like.components ||
      static_cast<std::int64_t>(column->values.size()) != count * like.components) {
    fail(ExitCode::internal_error, "the column '{}' of a member's state is not that of the others", like.name);
  }
  for (std::int64_t j = 0; j < count; ++j) {
    const std::int64_t row = state.rows ? (*state.rows)[static_cast<std::size_t>(j)] : share.first + j;
    rows.push_back(static_cast<double>(first_row + row));
    const auto values = column->values.begin() + j * like.components;
    rows.insert(rows.end(), values, values + like.components);
  }
}

}  // namespace

std::vector<OwnedColumn> sorted_columns(const RankGroups& groups, std::int64_t rows_each,
                                        const std::vector<MemberState>& own) {
  const RowBlock share = rows_of(rows_each, groups.group());
  std::vector<OwnedColumn> sorted;
  for (std::size_t c = 0; c < own.front().columns.size(); ++c) {
    const MemberColumn& like = own.front().columns[c];
    std::vector<double> rows;
    groups.world().together([&] {
      rows.reserve(own.size() * static_cast<std::size_t>(share.count * (1 + like.components)));
      for (std::size_t k = 0; k < own.size(); ++k) {
        append_rows(own[k], c, like, (groups.first() + static_cast<std::int64_t>(k)) * rows_each, share, rows);
      }
    });
    const int width = 1 + like.components;
    rows = rows_by_id(groups.world(), rows, width, groups.members() * rows_each);
    std::vector<double> values;
    values.reserve(rows.size());
    for (auto row = rows.begin(); row != rows.end(); row += width) values.insert(values.end(), row + 1, row + width);
    sorted.push_back(stored(like, std::move(values)));
  }
  return sorted;
}

GatheredStates gather_states(Members& members) {
  std::vector<MemberState> own;
  members.for_each([&](const Member& member, std::int64_t) { own.push_back(member.save()); });
  std::vector<nlohmann::json> shared;
  for (MemberState& state : own) shared.push_back(std::move(state.shared));
  return {gather_json(members.groups(), std::move(shared)),
          sorted_columns(members.groups(), members.plan().rows_each, own)};
}

std::vector<MemberState> scatter_states(const RankGroups& groups, std::int64_t rows_each,
                                        const LoadedCheckpoint& loaded) {
  std::vector<MemberState> own(static_cast<std::size_t>(groups.count()));
  groups.world().together([&] {
    for (std::size_t k = 0; k < own.size(); ++k) {
      own[k].shared = loaded.state.at("members").at(static_cast<std::size_t>(groups.first()) + k);
    }
  });
  const RowBlock share = rows_of(rows_each, groups.group());
  for (const OwnedColumn& stored_column : loaded.columns) {
    MemberColumn column = loaded_column(stored_column);
    const std::vector<double> all = scatter_rows(groups, rows_each, loaded.rows, column.values, column.components);
    const std::int64_t size = share.count * column.components;
    for (std::size_t k = 0; k < own.size(); ++k) {
      const auto first = all.begin() + static_cast<std::int64_t>(k) * size;
      column.values.assign(first, first + size);
      own[k].columns.push_back(column);
    }
  }
  return own;
}

}  // namespace starling
