// Rows of all members in one table; what is due, in the order in which it must reach the disk.
#include "engine/run/output.hpp"

#include <algorithm>
#include <utility>

#include "engine/comm/member_gather.hpp"
#include "engine/run/member_states.hpp"

namespace starling {

namespace {

constexpr const char* table_state = "table";

/// A member's columns with its numbers put in.
std::vector<std::string> table_columns(const TablePlan& table, std::vector<std::string> columns) {
  const auto at = columns.begin() + static_cast<std::ptrdiff_t>(table.key_column);
  std::vector<std::string> keys;
  if (table.shows_replica) keys.emplace_back("replica");
  if (table.shows_chain) keys.emplace_back("chain");
  columns.insert(at, keys.begin(), keys.end());
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

Output::Output(Members& members, const RunFiles& files, PhaseTimer& timer)
    : members_(members),
      plan_(members.plan()),
      resolved_deck_(files.resolved_deck),
      timer_(timer),
      checkpoints_(members.groups().world(), files.directory.checkpoints(),
                   static_cast<int>(plan_.output.checkpoints_kept)),
      checkpoint_cadence_{plan_.output.checkpoint_every, plan_.output.checkpoint_every} {
  const nlohmann::json bytes = files.state_of(table_state);
  table_bytes_ = bytes.is_null() ? 0 : bytes.get<std::int64_t>();
  if (plan_.table) {
    const auto columns = members.any().columns();
    width_ = columns.size();
    table_ = std::make_unique<CsvTable>(members.groups().world(), files.directory.file(plan_.table->file),
                                        table_columns(*plan_.table, columns),
                                        table_bytes_ > 0 ? std::optional(table_bytes_) : std::nullopt);
  }
  if (plan_.open_writers) writers_ = plan_.open_writers(members, files);
}

std::int64_t Output::next_due(std::int64_t done) const {
  std::int64_t next = checkpoint_cadence_.next(done);
  if (plan_.table) next = std::min(next, plan_.table->cadence.next(done));
  for (const Writer& writer : writers_) next = std::min(next, writer.cadence.next(done));
  return next;
}

void Output::write(std::int64_t done, std::vector<MemberRow> rows, bool stops, bool ended) {
  const bool observes = plan_.table && plan_.table->cadence.is_due(done);
  const bool saves = stops || ended || checkpoint_cadence_.is_due(done);
  const auto is_due = [&](const Writer& writer) { return writer.cadence.is_due(done) || (ended && writer.at_end); };
  const bool writes = std::any_of(writers_.begin(), writers_.end(), is_due);
  if (observes || saves || writes) {
    const bool looks = observes || std::any_of(writers_.begin(), writers_.end(),
                                               [&](const Writer& writer) { return writer.observes && is_due(writer); });
    members_.for_each([&](Member& member, std::int64_t) { member.settle(looks); });
  }
  if (observes) {
    timer_.enter(plan_.phases.observation);
    members_.for_each([&](Member& member, std::int64_t number) {
      std::vector<TableRow> own;
      member.observe(own);
      for (TableRow& row : own) rows.push_back({number, std::move(row)});
    });
  }
  timer_.enter(plan_.phases.output);
  if (table_ && (observes || plan_.table->cadence.every == 0)) write_rows(rows);
  for (const Writer& writer : writers_) {
    if (writer.write && is_due(writer)) writer.write(done);
  }
  if (saves) write_checkpoint(done);
  for (const Writer& writer : writers_) {
    if (writer.finish && (stops || ended)) writer.finish();
  }
}

void Output::write_rows(const std::vector<MemberRow>& rows) {
  const TablePlan& plan = *plan_.table;
  const std::vector<double> all = gather_values(members_.groups(), packed(rows));
  std::vector<std::vector<double>> cells;
  std::vector<CsvTable::Row> lines;
  for (const auto& row : sorted_rows(all, 2 + width_)) {
    const auto member = static_cast<std::int64_t>(row[1]);
    const auto values = row.subspan(2);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(plan.key_column);
    auto& line = cells.emplace_back(values.begin(), at);
    const std::int64_t replica = member / plan_.chains;
    if (plan.shows_replica) line.push_back(static_cast<double>(replica));
    if (plan.shows_chain) line.push_back(static_cast<double>(member % plan_.chains));
    line.insert(line.end(), at, values.end());
    lines.push_back({static_cast<std::int64_t>(row[0]), std::span<const double>(line)});
  }
  table_->append(lines);
}

void Output::write_checkpoint(std::int64_t done) {
  if (table_) table_->sync();
  for (const Writer& writer : writers_) {
    if (writer.close) writer.close(done);
  }
  nlohmann::json states{{table_state, table_ ? table_->bytes() : table_bytes_}};
  for (const Writer& writer : writers_) {
    if (writer.state) states[writer.name] = writer.state();
  }
  const GatheredStates gathered = gather_states(members_);
  Checkpoint checkpoint;
  checkpoint.step = done;
  checkpoint.deck = resolved_deck_;
  checkpoint.rows = members_.rows();
  nlohmann::json remembered = nlohmann::json::object();
  for (const Remembered& one : plan_.remembered) remembered[one.name] = one.value;
  checkpoint.state = {{"writers", states}, {"remembered", remembered}, {"members", gathered.shared}};
  checkpoint.columns = views_of(gathered.columns);
  checkpoints_.write(checkpoint);
}

}  // namespace starling
