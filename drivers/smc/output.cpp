// Rows, particles, genealogies and checkpoints of the smc job.
#include "drivers/smc/output.hpp"

#include <algorithm>
#include <limits>

#include "drivers/smc/replica_checkpoint.hpp"
#include "engine/comm/member_gather.hpp"

namespace starling::smc {

namespace {

/// The next multiple of `every` above `done`; never if there are none.
std::int64_t next_multiple(std::int64_t done, std::int64_t every) {
  return every > 0 ? (done / every + 1) * every : std::numeric_limits<std::int64_t>::max();
}

std::vector<std::string> table_columns(const Deck& deck, const Methods& methods) {
  std::vector<std::string> columns{"replica"};
  if (deck.method == MethodName::paris_gibbs) columns.emplace_back("chain");
  const auto own = methods.front()->columns();
  columns.insert(columns.end(), own.begin(), own.end());
  return columns;
}

/// Rows as doubles: step, member, values.
std::vector<double> packed(const std::vector<MemberRow>& rows) {
  std::vector<double> all;
  for (const MemberRow& row : rows) {
    all.push_back(static_cast<double>(row.row.step));
    all.push_back(static_cast<double>(row.member));
    all.insert(all.end(), row.row.values.begin(), row.row.values.end());
  }
  return all;
}

/// Every group's rows on rank 0, by step and then member.
std::vector<std::span<const double>> sorted_rows(const std::vector<double>& all, std::size_t width) {
  std::vector<std::span<const double>> rows;
  for (std::size_t at = 0; at + width <= all.size(); at += width) rows.emplace_back(all.data() + at, width);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
    return std::pair(one[0], one[1]) < std::pair(other[0], other[1]);
  });
  return rows;
}

}  // namespace

nlohmann::json OutputState::save() const { return {{"table_bytes", table_bytes}, {"data", data}}; }

OutputState OutputState::load(const nlohmann::json& state) { return {state.at("table_bytes"), state.at("data")}; }

Output::Output(const RankGroups& groups, const Deck& deck, const RunDirectory& directory, std::string resolved_deck,
               std::string data, const Methods& methods, const std::optional<OutputState>& resumed)
    : groups_(groups),
      deck_(deck),
      directory_(directory),
      resolved_deck_(std::move(resolved_deck)),
      data_(std::move(data)),
      methods_(methods),
      chains_(method_settings(deck).chains),
      table_(groups.world(), directory.filter(), table_columns(deck, methods),
             resumed ? std::optional(resumed->table_bytes) : std::nullopt),
      checkpoints_(groups.world(), directory.checkpoints(), static_cast<int>(deck.checkpoints_kept)) {}

std::int64_t Output::next_due(std::int64_t done) const {
  // Unit u - 1 is the one whose particles are written once u are done.
  const std::int64_t particles = deck_.particles_every == 0 ? next_multiple(done, 0)
                                 : done == 0                ? 1
                                                            : next_multiple(done - 1, deck_.particles_every) + 1;
  return std::min(particles, next_multiple(done, deck_.checkpoint_every));
}

void Output::write(std::int64_t done, const std::vector<MemberRow>& rows, bool stops, bool ended) {
  write_rows(rows);
  if (deck_.particles_every > 0 && (done - 1) % deck_.particles_every == 0) write_particles(done - 1);
  if (ended && deck_.genealogy) write_genealogy(done);
  const bool due = deck_.checkpoint_every > 0 && done % deck_.checkpoint_every == 0;
  if (stops || ended || due) write_checkpoint(done);
}

void Output::write_rows(const std::vector<MemberRow>& rows) {
  const std::vector<double> all = gather_values(groups_, packed(rows));
  const std::size_t values = methods_.front()->columns().size();
  std::vector<std::vector<double>> cells;
  std::vector<CsvTable::Row> lines;
  for (const auto& row : sorted_rows(all, 2 + values)) {
    const auto member = static_cast<std::int64_t>(row[1]);
    const std::int64_t replica = member / chains_;
    auto& line = cells.emplace_back(1, static_cast<double>(replica));
    if (deck_.method == MethodName::paris_gibbs) line.push_back(static_cast<double>(member % chains_));
    line.insert(line.end(), row.begin() + 2, row.end());
    lines.push_back({static_cast<std::int64_t>(row[0]), std::span<const double>(line)});
  }
  table_.append(lines);
}

void Output::write_columns(const std::filesystem::path& file, const std::string& format, std::int64_t step,
                           const std::vector<std::vector<SlotColumn>>& columns) const {
  const RowBlock slots = rows_of(deck_.particles, groups_.group());
  SnapshotLayout layout{format, chains_ > 1 ? "member" : "replica", groups_.members(), step, deck_.particles, {}};
  for (const SlotColumn& column : columns.front()) layout.columns.emplace_back(column.name, column.components);
  std::vector<SnapshotPart> parts;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    auto& part = parts.emplace_back(SnapshotPart{groups_.first() + static_cast<std::int64_t>(k), slots, {}});
    for (const SlotColumn& column : columns[k]) part.columns.push_back({column.name, column.components, column.values});
  }
  write_snapshot(groups_.world(), file, layout, parts);
}

void Output::write_particles(std::int64_t unit) {
  std::vector<std::vector<SlotColumn>> columns;
  for (const auto& method : methods_) columns.push_back(method->particles());
  write_columns(directory_.snapshots() / snapshot_name(unit), "starling particles", unit, columns);
}

void Output::write_genealogy(std::int64_t done) {
  std::vector<std::vector<SlotColumn>> columns;
  for (const auto& method : methods_) columns.push_back(method->genealogy());
  write_columns(directory_.genealogy(), "starling genealogy", done - 1, columns);
}

void Output::write_checkpoint(std::int64_t done) {
  table_.sync();
  std::vector<ReplicaState> states;
  for (const auto& method : methods_) states.push_back(method->save());
  const GatheredStates gathered = gather_states(groups_, deck_.particles, states);
  Checkpoint checkpoint;
  checkpoint.step = done;
  checkpoint.deck = resolved_deck_;
  checkpoint.rows = gathered.rows;
  checkpoint.state = {{"output", OutputState{table_.bytes(), data_}.save()}, {"replicas", gathered.shared}};
  checkpoint.columns = views_of(gathered.columns);
  checkpoints_.write(checkpoint);
}

}  // namespace starling::smc
