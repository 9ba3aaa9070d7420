// The frames of a training's two systems, as they come in.
#pragma once

#include <memory>

#include "drivers/score/data/frame_source.hpp"
#include "engine/run/row_history.hpp"

namespace starling::score {

/// Collects the frames of the training's systems and then those of the held-out ones, density by density, interval by interval. Collective over
/// the group.
template <int D>
class TrainingFrames {
 public:
  TrainingFrames(const Deck& deck, const Schema& schema, const MemberPlace& place);

  /// Intervals, of both systems, that there are.
  [[nodiscard]] static std::int64_t planned(const Deck& deck);
  [[nodiscard]] std::int64_t done() const { return done_; }
  [[nodiscard]] bool complete() const { return done_ == planned(deck_); }

  /// The next interval.
  void advance();

  [[nodiscard]] const RowHistory& of(System system) const { return system == System::training ? training_ : held_out_; }

  void save(MemberState& state) const;
  void load(const MemberState& state);

 private:
  /// Where an interval belongs.
  struct Place {
    SystemPlace system;
    std::int64_t interval;  ///< of the system
    bool ends_with_frame;
  };
  /// Of a system at one density.
  [[nodiscard]] static std::int64_t intervals_of(const Deck& deck, System system);
  [[nodiscard]] Place place_of(std::int64_t interval) const;

  const Deck& deck_;
  const Schema& schema_;
  MemberPlace place_;
  std::int64_t done_ = 0;
  RowHistory training_;
  RowHistory held_out_;
  std::unique_ptr<SimulatedFrames<D>> source_;
};

}  // namespace starling::score
