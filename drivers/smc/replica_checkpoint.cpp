// Slots to rows and back.
#include "drivers/smc/replica_checkpoint.hpp"

#include "engine/comm/member_gather.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/member_rows.hpp"

namespace starling::smc {

namespace {

/// Names and components of the columns, which all members have in common: rank 0's.
nlohmann::json column_layout(const Communicator& world, const std::vector<SlotColumn>& columns) {
  nlohmann::json layout = nlohmann::json::array();
  for (const SlotColumn& column : columns) layout.push_back({column.name, column.components});
  return nlohmann::json::parse(world.broadcast(layout.dump()));
}

const SlotColumn& column_of(const ReplicaState& state, const std::string& name, int components, std::int64_t count) {
  for (const SlotColumn& column : state.columns) {
    if (column.name != name || column.components != components) continue;
    if (static_cast<std::int64_t>(column.values.size()) == count * components) return column;
  }
  fail(ExitCode::internal_error, "the column '{}' of a replica's state is not that of the others", name);
}

}  // namespace

GatheredStates gather_states(const RankGroups& groups, std::int64_t particles, const std::vector<ReplicaState>& own) {
  GatheredStates gathered;
  gathered.rows = groups.members() * particles;
  std::vector<nlohmann::json> shared;
  shared.reserve(own.size());
  for (const ReplicaState& state : own) shared.push_back(state.shared);
  gathered.shared = gather_json(groups, std::move(shared));
  const RowBlock slots = rows_of(particles, groups.group());
  for (const auto& entry : column_layout(groups.world(), own.front().columns)) {
    const auto name = entry.at(0).get<std::string>();
    const auto components = entry.at(1).get<int>();
    std::vector<double> rows;
    groups.world().together([&] {
      rows.reserve(own.size() * static_cast<std::size_t>(slots.count * (1 + components)));
      for (std::size_t k = 0; k < own.size(); ++k) {
        const SlotColumn& column = column_of(own[k], name, components, slots.count);
        const std::int64_t first = (groups.first() + static_cast<std::int64_t>(k)) * particles + slots.first;
        for (std::int64_t j = 0; j < slots.count; ++j) {
          rows.push_back(static_cast<double>(first + j));
          const auto values = column.values.begin() + j * components;
          rows.insert(rows.end(), values, values + components);
        }
      }
    });
    rows = rows_by_id(groups.world(), rows, 1 + components, gathered.rows);
    std::vector<double> values;
    values.reserve(rows.size());
    for (auto row = rows.begin(); row != rows.end(); row += 1 + components) {
      values.insert(values.end(), row + 1, row + 1 + components);
    }
    gathered.columns.push_back({name, components, std::move(values)});
  }
  return gathered;
}

std::vector<ReplicaState> scatter_states(const RankGroups& groups, std::int64_t particles, const nlohmann::json& shared,
                                         const LoadedCheckpoint& loaded) {
  std::vector<ReplicaState> own(static_cast<std::size_t>(groups.count()));
  for (std::size_t k = 0; k < own.size(); ++k) {
    own[k].shared = shared.at(static_cast<std::size_t>(groups.first()) + k);
  }
  const RowBlock slots = rows_of(particles, groups.group());
  for (const OwnedColumn& column : loaded.columns) {
    const std::vector<double> all =
        scatter_rows(groups, particles, loaded.rows, loaded.column<double>(column.name), column.components);
    const std::int64_t size = slots.count * column.components;
    for (std::size_t k = 0; k < own.size(); ++k) {
      const auto first = all.begin() + static_cast<std::int64_t>(k) * size;
      own[k].columns.push_back({column.name, column.components, {first, first + size}});
    }
  }
  return own;
}

}  // namespace starling::smc
