// Rows, frames and checkpoints of the active-matter job.
#include "drivers/active/output.hpp"

#include <algorithm>
#include <limits>

#include "drivers/active/results.hpp"
#include "engine/comm/member_gather.hpp"
#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

bool is_due(std::int64_t step, std::int64_t every) { return every > 0 && step % every == 0; }

/// The next multiple of `every` above `step`; never if there are none.
std::int64_t next_multiple(std::int64_t step, std::int64_t every) {
  return every > 0 ? (step / every + 1) * every : std::numeric_limits<std::int64_t>::max();
}

/// Cuts rows of doubles, as many as there are columns, into the columns of a file. Some are left out.
class ColumnCutter {
 public:
  ColumnCutter(const std::vector<double>& rows, int width) : rows_(rows), width_(static_cast<std::size_t>(width)) {}

  /// The components from `first` on as numbers of type T.
  template <class T>
  void cut(const std::string& name, int first, int components) {
    std::vector<T> values;
    values.reserve(rows_.size() / width_ * static_cast<std::size_t>(components));
    for (std::size_t at = 0; at < rows_.size(); at += width_) {
      for (int c = 0; c < components; ++c) values.push_back(static_cast<T>(rows_[at + first + c]));
    }
    columns_.push_back({name, components, std::move(values)});
  }

  [[nodiscard]] std::vector<Column> columns() const { return views_of(columns_); }

 private:
  const std::vector<double>& rows_;
  std::size_t width_;
  std::vector<OwnedColumn> columns_;
};

std::vector<std::string> table_columns(const Deck& deck) {
  std::vector<std::string> columns{"time"};
  if (deck.replicas > 1) columns.emplace_back("replica");
  for (const Observable& observable : observables(deck)) columns.push_back(observable.name);
  return columns;
}

}  // namespace

nlohmann::json OutputState::save() const {
  return {{"table_bytes", table_bytes}, {"frames", frames}, {"displacement_lag", displacement_lag}};
}

OutputState OutputState::load(const nlohmann::json& state) {
  return {state.at("table_bytes"), state.at("frames"), state.at("displacement_lag")};
}

template <int D>
Output<D>::Output(Ensemble<D>& ensemble, const RunDirectory& directory, std::string resolved_deck, PhaseTimer& timer,
                  const std::optional<OutputState>& resumed)
    : ensemble_(ensemble),
      deck_(ensemble.deck()),
      world_(ensemble.groups().world()),
      resolved_deck_(std::move(resolved_deck)),
      arrays_path_(directory.arrays()),
      timer_(timer),
      resumed_(resumed.value_or(OutputState{})),
      checkpoints_(world_, directory.checkpoints(), static_cast<int>(deck_.checkpoints_kept)) {
  if (deck_.observe_every > 0) {
    table_ = std::make_unique<CsvTable>(world_, directory.observables(), table_columns(deck_),
                                        resumed_.table_bytes > 0 ? std::optional(resumed_.table_bytes) : std::nullopt);
  }
  if (deck_.trajectory_every > 0) {
    trajectory_ = std::make_unique<Trajectory>(world_, directory.trajectory(), trajectory_layout(), resumed_.frames);
  }
}

template <int D>
bool Output<D>::due(std::int64_t step) const {
  const bool checkpoint = step > 0 && is_due(step, deck_.checkpoint_every);
  return is_due(step, deck_.observe_every) || is_due(step, deck_.trajectory_every) || checkpoint;
}

template <int D>
std::int64_t Output<D>::next_due(std::int64_t step) const {
  return std::min({next_multiple(step, deck_.observe_every), next_multiple(step, deck_.trajectory_every),
                   next_multiple(step, deck_.checkpoint_every)});
}

template <int D>
void Output<D>::write(std::int64_t step, bool ends) {
  const bool observes = is_due(step, deck_.observe_every);
  const bool shows = is_due(step, deck_.trajectory_every);
  const double reach = observes || shows ? observation_reach(deck_) : 0.0;
  ensemble_.for_each([&](Replica<D>& replica) { replica.stepper().settle(reach); });
  if (observes) {
    timer_.enter(Phase::observation);
    observe(step);
  }
  timer_.enter(Phase::output);
  if (shows) write_frame(step);
  if (ends || (step > 0 && is_due(step, deck_.checkpoint_every))) write_checkpoint(step);
  if (ends && trajectory_) trajectory_->show();
}

template <int D>
void Output<D>::observe(std::int64_t step) {
  std::vector<double> mine;
  ensemble_.for_each([&](Replica<D>& replica) {
    mine.push_back(static_cast<double>(step) * deck_.time_step);
    if (deck_.replicas > 1) mine.push_back(static_cast<double>(replica.index()));
    const std::vector<double> values = replica.observe(step);
    mine.insert(mine.end(), values.begin(), values.end());
  });
  const std::size_t width = mine.size() / static_cast<std::size_t>(ensemble_.groups().count());
  const std::vector<double> all = gather_values(ensemble_.groups(), mine);
  std::vector<CsvTable::Row> rows;
  for (std::size_t at = 0; at < all.size(); at += width) rows.push_back({step, std::span(all).subspan(at, width)});
  table_->append(rows);
}

/// What `rows_of(replica)` gives for each replica, rows of `width` doubles that begin with a particle's id, as this rank's
/// rows of all replicas' particles.
template <int D>
template <class RowsOf>
std::vector<double> Output<D>::sorted_rows(int width, RowsOf&& rows_of) {
  std::vector<double> rows;
  ensemble_.for_each([&](Replica<D>& replica) {
    const std::size_t before = rows.size();
    const std::vector<double> own = rows_of(replica);
    rows.insert(rows.end(), own.begin(), own.end());
    const auto first_row = static_cast<double>(ensemble_.first_row(replica));
    for (std::size_t at = before; at < rows.size(); at += static_cast<std::size_t>(width)) rows[at] += first_row;
  });
  return rows_by_id(world_, rows, width, ensemble_.rows());
}

template <int D>
TrajectoryLayout Output<D>::trajectory_layout() const {
  TrajectoryLayout layout;
  layout.particles = deck_.particles;
  layout.replicas = deck_.replicas;
  layout.dimension = D;
  layout.box = box_edges(deck_);
  layout.deck = resolved_deck_;
  layout.fields = ensemble_.any().measurement().frame_fields();
  return layout;
}

template <int D>
void Output<D>::write_frame(std::int64_t step) {
  const std::vector<FieldLayout> fields = ensemble_.any().measurement().frame_fields();
  const int width = frame_width<D>(fields);
  const std::vector<double> rows =
      sorted_rows(width, [](Replica<D>& replica) { return replica.measurement().frame(replica.simulation()); });
  ColumnCutter cutter(rows, width);
  cutter.cut<double>("position", 1, D);
  cutter.cut<std::int32_t>("image", 1 + D, D);
  int first = frame_head<D>;
  for (const FieldLayout& field : fields) {
    if (field.element == hdf5::Element::int32) {
      cutter.cut<std::int32_t>(field.name, first, field.components);
    } else {
      cutter.cut<double>(field.name, first, field.components);
    }
    first += field.components;
  }
  trajectory_->append(step, static_cast<double>(step) * deck_.time_step, cutter.columns());
}

template <int D>
void Output<D>::write_arrays(std::int64_t step) {
  const std::vector<AveragedArray> arrays = average_arrays(ensemble_);
  world_.together([&] {
    if (world_.is_root()) write_observables_file(arrays_path_, resolved_deck_, step, arrays);
  });
}

template <int D>
void Output<D>::write_checkpoint(std::int64_t step) {
  if (table_) table_->sync();
  if (trajectory_) trajectory_->close_segment();
  if (table_) write_arrays(step);
  const RecordLayout<D> layout = record_layout(ensemble_.any().simulation().particles());
  const std::vector<double> rows = sorted_rows(
      layout.size(), [](const Replica<D>& replica) { return save_records(replica.simulation().particles()); });
  ColumnCutter cutter(rows, layout.size());
  cutter.cut<double>("position", layout.position, D);
  cutter.cut<std::int32_t>("image", layout.image, D);
  const int components = model_components(deck_, layout.activity_components);
  if (components > 0) cutter.cut<double>("activity", layout.activity, components);
  if (is_mixture(deck_)) cutter.cut<std::int32_t>("species", layout.activity + components, 1);
  if (layout.origins) cutter.cut<double>("origin", layout.origin(), D);
  if (layout.origin_components() > D) cutter.cut<double>("origin_activity", layout.origin_drive(), D);
  std::vector<nlohmann::json> states;
  ensemble_.for_each([&](const Replica<D>& replica) { states.push_back(replica.save()); });
  const OutputState files{table_ ? table_->bytes() : resumed_.table_bytes,
                          trajectory_ ? trajectory_->frames() : resumed_.frames, displacement_steps(deck_)};
  Checkpoint checkpoint;
  checkpoint.step = step;
  checkpoint.deck = resolved_deck_;
  checkpoint.rows = ensemble_.rows();
  checkpoint.state = {{"output", files.save()}, {"replicas", gather_json(ensemble_.groups(), std::move(states))}};
  checkpoint.columns = cutter.columns();
  checkpoints_.write(checkpoint);
}

template class Output<1>;
template class Output<2>;
template class Output<3>;

}  // namespace starling::active
