// Redistributing rows by id.
#include "engine/population/id_order.hpp"

#include <algorithm>

namespace starling {

namespace {

/// Rows that arrive are put in their places; each id of the block must come once.
class SortedRows {
 public:
  SortedRows(const RowBlock& block, int width)
      : block_(block), width_(width), sorted_(block.count * width), seen_(block.count, false) {}

  void place(std::span<const double> rows) {
    for (std::size_t at = 0; at < rows.size(); at += width_) {
      const auto place = static_cast<std::int64_t>(rows[at]) - block_.first;
      complete_ = complete_ && place >= 0 && place < block_.count && !seen_[place];
      if (!complete_) return;
      seen_[place] = true;
      std::copy_n(rows.data() + at, width_, sorted_.data() + place * width_);
      ++arrived_;
    }
  }

  [[nodiscard]] bool complete() const { return complete_ && arrived_ == block_.count; }
  [[nodiscard]] std::vector<double> take() { return std::move(sorted_); }

 private:
  RowBlock block_;
  int width_;
  std::vector<double> sorted_;
  std::vector<bool> seen_;
  std::int64_t arrived_ = 0;
  bool complete_ = true;
};

/// Sends each row to the rank whose block holds its id; those of this rank's own block stay. Rows mostly come in the order
/// of their ids, so they go by runs.
void exchange_rows(const Communicator& communicator, std::span<const double> rows, int width, std::int64_t total,
                   SortedRows& sorted) {
  std::vector<std::vector<double>> outgoing(communicator.size());
  const auto owner = [&](std::size_t at) {
    return static_cast<int>(block_of(static_cast<std::int64_t>(rows[at]), total, communicator.size()));
  };
  for (std::size_t first = 0, end = 0; first < rows.size(); first = end) {
    const int to = owner(first);
    for (end = first + width; end < rows.size() && owner(end) == to;) end += width;
    const auto run = rows.subspan(first, end - first);
    if (to == communicator.rank()) {
      sorted.place(run);
    } else {
      outgoing[to].insert(outgoing[to].end(), run.begin(), run.end());
    }
  }
  for (const auto& message : communicator.exchange(outgoing)) sorted.place(message);
}

}  // namespace

std::vector<double> rows_by_id(const Communicator& communicator, std::span<const double> rows, int width,
                               std::int64_t total) {
  SortedRows sorted(rows_of(total, communicator), width);
  if (communicator.size() == 1) {
    sorted.place(rows);
  } else {
    exchange_rows(communicator, rows, width, total, sorted);
  }
  communicator.together([&] {
    if (!sorted.complete()) fail(ExitCode::internal_error, "the particles are no longer a complete set of ids");
  });
  return sorted.take();
}

}  // namespace starling
