// Slots to rows and back.
#include "drivers/smc/replica_checkpoint.hpp"

#include <algorithm>
#include <cstring>

#include "engine/population/id_order.hpp"

namespace starling::smc {

namespace {

using Messages = std::vector<std::vector<std::byte>>;

template <class T>
void append(std::vector<std::byte>& message, const T* values, std::size_t count) {
  const auto* bytes = reinterpret_cast<const std::byte*>(values);
  message.insert(message.end(), bytes, bytes + count * sizeof(T));
}

std::string bytes_of(const nlohmann::json& json) {
  const auto bytes = nlohmann::json::to_cbor(json);
  return {bytes.begin(), bytes.end()};
}

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

/// Where a row of the checkpoint belongs: the rank that has the member's slot.
int owner_of(const RankGroups& groups, std::int64_t particles, std::int64_t row) {
  const std::int64_t member = row / particles;
  return groups.first_rank_of(member) + row_owner(row % particles, particles, groups.ranks_of(member));
}

/// This rank's rows of one column, of all its members one after the other. Every message holds rows in rising order and
/// sources are taken in the order of their rows, so nothing needs sorting.
std::vector<double> scatter_column(const RankGroups& groups, std::int64_t particles, const RowBlock& rows,
                                   const std::vector<double>& values, int components) {
  Messages outgoing(groups.world().size());
  for (std::int64_t k = 0; k < rows.count; ++k) {
    append(outgoing[owner_of(groups, particles, rows.first + k)], values.data() + k * components, components);
  }
  std::vector<double> received;
  for (const auto& message : groups.world().exchange(outgoing)) {
    const std::size_t before = received.size();
    received.resize(before + message.size() / sizeof(double));
    if (!message.empty()) std::memcpy(received.data() + before, message.data(), message.size());
  }
  return received;
}

}  // namespace

std::vector<std::string> gather_texts(const RankGroups& groups, const std::vector<std::string>& texts) {
  Messages outgoing(groups.world().size());
  if (groups.group().is_root()) {
    for (const std::string& text : texts) {
      const auto length = static_cast<std::int64_t>(text.size());
      append(outgoing[0], &length, 1);
      append(outgoing[0], text.data(), text.size());
    }
  }
  std::vector<std::string> all;
  for (const auto& message : groups.world().exchange(outgoing)) {
    for (std::size_t at = 0; at < message.size();) {
      std::int64_t length = 0;
      std::memcpy(&length, message.data() + at, sizeof(length));
      at += sizeof(length);
      all.emplace_back(reinterpret_cast<const char*>(message.data() + at), static_cast<std::size_t>(length));
      at += static_cast<std::size_t>(length);
    }
  }
  return all;
}

GatheredStates gather_states(const RankGroups& groups, std::int64_t particles, const std::vector<ReplicaState>& own) {
  GatheredStates gathered;
  gathered.rows = groups.members() * particles;
  std::vector<std::string> texts;
  texts.reserve(own.size());
  for (const ReplicaState& state : own) texts.push_back(bytes_of(state.shared));
  gathered.shared = nlohmann::json::array();
  for (const std::string& text : gather_texts(groups, texts)) {
    gathered.shared.push_back(nlohmann::json::from_cbor(text.begin(), text.end()));
  }
  const RowBlock slots = rows_of(particles, groups.group());
  for (const auto& entry : column_layout(groups.world(), own.front().columns)) {
    const auto name = entry.at(0).get<std::string>();
    const auto components = entry.at(1).get<int>();
    std::vector<double> rows;
    groups.world().together([&] {
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
        scatter_column(groups, particles, loaded.rows, loaded.column<double>(column.name), column.components);
    const std::int64_t size = slots.count * column.components;
    for (std::size_t k = 0; k < own.size(); ++k) {
      const auto first = all.begin() + static_cast<std::int64_t>(k) * size;
      own[k].columns.push_back({column.name, column.components, {first, first + size}});
    }
  }
  return own;
}

}  // namespace starling::smc
