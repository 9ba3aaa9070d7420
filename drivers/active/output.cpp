// Rows, frames and checkpoints of the active-matter job.
#include "drivers/active/output.hpp"

#include <limits>

#include "engine/population/id_order.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

namespace {

bool is_due(std::int64_t step, std::int64_t every) { return every > 0 && step % every == 0; }

/// Columns [first, first + components) of rows of `width` doubles.
template <class T>
std::vector<T> cut_columns(const std::vector<double>& rows, int width, int first, int components) {
  std::vector<T> values;
  values.reserve(rows.size() / width * components);
  for (std::size_t at = 0; at < rows.size(); at += width) {
    for (int c = 0; c < components; ++c) values.push_back(static_cast<T>(rows[at + first + c]));
  }
  return values;
}

std::vector<std::string> table_columns(const std::vector<Observable>& observables) {
  std::vector<std::string> columns{"time"};
  for (const Observable& observable : observables) columns.push_back(observable.name);
  return columns;
}

}  // namespace

nlohmann::json OutputState::save() const {
  nlohmann::json state{{"table_bytes", table_bytes},
                       {"frames", frames},
                       {"displacement_lag", displacement_lag},
                       {"averages", nlohmann::json::array()}};
  for (const BlockAverage& average : averages) state["averages"].push_back(average.save());
  return state;
}

OutputState OutputState::load(const nlohmann::json& state) {
  OutputState loaded{state.at("table_bytes"), state.at("frames"), state.at("displacement_lag"), {}};
  for (const auto& average : state.at("averages")) loaded.averages.push_back(BlockAverage::load(average));
  return loaded;
}

template <int D>
Output<D>::Output(const Communicator& communicator, const Deck& deck, const RunDirectory& directory,
                  std::string resolved_deck, Simulation<D>& simulation, const std::optional<OutputState>& resumed)
    : communicator_(communicator),
      deck_(deck),
      resolved_deck_(std::move(resolved_deck)),
      resumed_(resumed.value_or(OutputState{})),
      simulation_(simulation),
      measurement_(communicator, deck),
      observables_(observables(deck)),
      averages_(observables_.size()),
      checkpoints_(communicator, directory.checkpoints(), static_cast<int>(deck.checkpoints_kept)) {
  if (resumed && resumed->averages.size() == averages_.size()) averages_ = resumed->averages;
  if (deck.observe_every > 0) {
    table_ = std::make_unique<CsvTable>(communicator, directory.observables(), table_columns(observables_),
                                        resumed_.table_bytes > 0 ? std::optional(resumed_.table_bytes) : std::nullopt);
  }
  if (deck.trajectory_every > 0) {
    trajectory_ =
        std::make_unique<Trajectory>(communicator, directory.trajectory(), trajectory_layout(), resumed_.frames);
  }
}

template <int D>
bool Output<D>::due(std::int64_t step) const {
  const bool checkpoint = step > 0 && is_due(step, deck_.checkpoint_every);
  return is_due(step, deck_.observe_every) || is_due(step, deck_.trajectory_every) || checkpoint;
}

template <int D>
void Output<D>::write(std::int64_t step, bool ends, PhaseTimer& timer) {
  if (is_due(step, deck_.observe_every)) {
    timer.enter(Phase::observation);
    observe(step);
  }
  timer.enter(Phase::output);
  if (is_due(step, deck_.trajectory_every)) write_frame(step);
  if (ends || (step > 0 && is_due(step, deck_.checkpoint_every))) write_checkpoint(step);
}

template <int D>
void Output<D>::observe(std::int64_t step) {
  const Moments moments = measurement_.moments(simulation_);
  const std::int64_t since = step - deck_.equilibration;
  const std::int64_t lag = displacement_steps(deck_);
  const bool full_lag = lag > 0 && since > 0 && since % lag == 0;
  std::vector<double> row{static_cast<double>(step) * deck_.time_step};
  communicator_.together([&] {
    for (std::size_t k = 0; k < observables_.size(); ++k) {
      const Observable& observable = observables_[k];
      const bool shown = observable.undefined.empty() && (!observable.only_at_full_lag || since > 0);
      const double value = shown ? observable.value(moments) : std::numeric_limits<double>::quiet_NaN();
      row.push_back(value);
      if (shown && since > 0 && (full_lag || !observable.only_at_full_lag)) averages_[k].push(value);
    }
  });
  table_->append(step, row);
  if (lag > 0 && since >= 0 && since % lag == 0) simulation_.reset_origins();
}

template <int D>
TrajectoryLayout Output<D>::trajectory_layout() const {
  TrajectoryLayout layout;
  layout.particles = deck_.particles;
  layout.dimension = D;
  layout.box = box_edges(deck_);
  layout.deck = resolved_deck_;
  if (measurement_.has_activity()) {
    layout.fields.push_back({"activity", D, hdf5::Element::float64, "", "what drives the particle: g or u"});
  }
  if (!measurement_.entropy_field().empty()) {
    layout.fields.push_back({measurement_.entropy_field(), 1, hdf5::Element::float64, "",
                             "summand of the rate of entropy production, k_B per time; only averages are physical for "
                             "an estimator"});
  }
  if (cluster_range(deck_) > 0.0) {
    layout.fields.push_back({"neighbours", 1, hdf5::Element::int32, "", "particles within the cluster distance"});
    layout.fields.push_back({"cluster", 1, hdf5::Element::int32, "", "smallest id in the particle's cluster"});
  }
  return layout;
}

template <int D>
void Output<D>::write_frame(std::int64_t step) {
  const std::vector<double> rows = measurement_.frame(simulation_);
  const FrameLayout layout = measurement_.frame_layout();
  const auto position = cut_columns<double>(rows, layout.width, 1, D);
  const auto image = cut_columns<std::int32_t>(rows, layout.width, 1 + D, D);
  const auto activity = cut_columns<double>(rows, layout.width, layout.drive_first, D);
  const auto entropy = cut_columns<double>(rows, layout.width, layout.entropy, 1);
  const auto neighbours = cut_columns<std::int32_t>(rows, layout.width, layout.neighbours, 1);
  const auto cluster = cut_columns<std::int32_t>(rows, layout.width, layout.cluster, 1);
  std::vector<Column> columns{{"position", D, std::span(position)}, {"image", D, std::span(image)}};
  if (measurement_.has_activity()) columns.push_back({"activity", D, std::span(activity)});
  if (!measurement_.entropy_field().empty()) {
    columns.push_back({measurement_.entropy_field(), 1, std::span(entropy)});
  }
  if (cluster_range(deck_) > 0.0) {
    columns.push_back({"neighbours", 1, std::span(neighbours)});
    columns.push_back({"cluster", 1, std::span(cluster)});
  }
  trajectory_->append(step, static_cast<double>(step) * deck_.time_step, columns);
}

template <int D>
void Output<D>::write_checkpoint(std::int64_t step) {
  if (table_) table_->sync();
  if (trajectory_) trajectory_->close_segment();
  const RecordLayout<D> layout = record_layout(simulation_.particles());
  const std::vector<double> rows =
      rows_by_id(communicator_, save_records(simulation_.particles()), layout.size(), deck_.particles);
  const auto position = cut_columns<double>(rows, layout.size(), layout.position, D);
  const auto image = cut_columns<std::int32_t>(rows, layout.size(), layout.image, D);
  const auto activity = cut_columns<double>(rows, layout.size(), layout.activity, layout.activity_components);
  const auto origin = cut_columns<double>(rows, layout.size(), layout.origin(), layout.origins ? D : 0);
  const int drives = layout.origin_components() > D ? D : 0;
  const auto origin_activity = cut_columns<double>(rows, layout.size(), layout.origin_drive(), drives);
  Checkpoint checkpoint;
  checkpoint.step = step;
  checkpoint.deck = resolved_deck_;
  checkpoint.rows = deck_.particles;
  checkpoint.state =
      OutputState{table_ ? table_->bytes() : resumed_.table_bytes,
                  trajectory_ ? trajectory_->frames() : resumed_.frames, displacement_steps(deck_), averages_}
          .save();
  checkpoint.columns = {{"position", D, std::span(position)}, {"image", D, std::span(image)}};
  if (layout.activity_components > 0) {
    checkpoint.columns.push_back({"activity", layout.activity_components, std::span(activity)});
  }
  if (layout.origins) checkpoint.columns.push_back({"origin", D, std::span(origin)});
  if (drives > 0) checkpoint.columns.push_back({"origin_activity", D, std::span(origin_activity)});
  checkpoints_.write(checkpoint);
}

template <int D>
nlohmann::ordered_json Output<D>::summary() const {
  nlohmann::ordered_json all;
  for (std::size_t k = 0; k < observables_.size(); ++k) {
    const BlockAverage& average = averages_[k];
    nlohmann::ordered_json entry{{"mean", nullptr}, {"standard_error", nullptr}, {"samples", average.samples()}};
    if (average.samples() > 0) {
      entry["mean"] = average.mean();
      if (const auto error = average.standard_error()) entry["standard_error"] = *error;
    } else {
      entry["reason"] =
          observables_[k].undefined.empty() ? "no samples after equilibration" : observables_[k].undefined;
    }
    all[observables_[k].name] = entry;
  }
  return all;
}

template class Output<1>;
template class Output<2>;
template class Output<3>;

}  // namespace starling::active
