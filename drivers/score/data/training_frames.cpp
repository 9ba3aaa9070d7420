// Intervals in order.
#include "drivers/score/data/training_frames.hpp"

#include "engine/comm/even_split.hpp"
#include "engine/io/rows.hpp"

namespace starling::score {

template <int D>
TrainingFrames<D>::TrainingFrames(const Deck& deck, const Schema& schema, const MemberPlace& place)
    : deck_(deck),
      schema_(schema),
      place_(place),
      training_(frame_components(active::make_model<D>(deck.system)),
                rows_of(deck.system.particles, place.group).count),
      held_out_(training_) {}

template <int D>
std::int64_t TrainingFrames<D>::planned(const Deck& deck) {
  std::int64_t intervals = 0;
  for (const System system : {System::training, System::held_out}) intervals += intervals_of(deck, system);
  return deck.densities() * intervals;
}

template <int D>
std::int64_t TrainingFrames<D>::intervals_of(const Deck& deck, System system) {
  return equilibration_intervals(deck, system) + (system == System::training ? deck.frames : deck.held_out_frames);
}

template <int D>
typename TrainingFrames<D>::Place TrainingFrames<D>::place_of(std::int64_t interval) const {
  for (const System system : {System::training, System::held_out}) {
    const std::int64_t each = intervals_of(deck_, system);
    if (interval < deck_.densities() * each) {
      const std::int64_t of_system = interval % each;
      return {{system, interval / each}, of_system, of_system >= equilibration_intervals(deck_, system)};
    }
    interval -= deck_.densities() * each;
  }
  fail(ExitCode::internal_error, "there is no such interval");
}

template <int D>
void TrainingFrames<D>::advance() {
  const Place at = place_of(done_);
  RowHistory& history = at.system.system == System::training ? training_ : held_out_;
  if (!deck_.simulates()) {
    history.append(read_frame<D>(deck_, place_.group, at.system.system, at.interval).values);
  } else {
    if (at.interval == 0) {
      source_.reset();
      source_ = std::make_unique<SimulatedFrames<D>>(deck_, schema_, place_, at.system, 0, nullptr);
    }
    source_->advance();
    if (at.ends_with_frame) history.append(source_->frame().values);
  }
  ++done_;
  if (complete() || place_of(done_).interval == 0) source_.reset();
}

template <int D>
void TrainingFrames<D>::save(MemberState& state) const {
  state.shared["intervals"] = done_;
  state.shared["frames"] = training_.times();
  state.shared["held_out_frames"] = held_out_.times();
  state.shared["start_digest"] = source_ ? nlohmann::json(source_->start_digest()) : nlohmann::json();
  if (source_) source_->save(state.columns);
  training_.save("frames", state.columns);
  held_out_.save("held_out_frames", state.columns);
}

template <int D>
void TrainingFrames<D>::load(const MemberState& state) {
  done_ = state.shared.at("intervals").get<std::int64_t>();
  training_.load("frames", state.columns, state.shared.at("frames").get<std::int64_t>());
  held_out_.load("held_out_frames", state.columns, state.shared.at("held_out_frames").get<std::int64_t>());
  if (state.shared.at("start_digest").is_null()) return;
  const Place next = place_of(done_);
  source_ = std::make_unique<SimulatedFrames<D>>(deck_, schema_, place_, next.system, next.interval, &state);
}

template class TrainingFrames<1>;
template class TrainingFrames<2>;
template class TrainingFrames<3>;

}  // namespace starling::score
