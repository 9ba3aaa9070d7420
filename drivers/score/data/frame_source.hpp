// Where frames come from: a system that is simulated, or the trajectory of a finished run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "drivers/active/simulation.hpp"
#include "drivers/score/deck.hpp"
#include "engine/domain/stepper.hpp"
#include "engine/run/plan.hpp"

namespace starling::score {

/// The two systems of a training, each of which may be there at several densities.
enum class System { training, held_out };
struct SystemPlace {
  System system;
  std::int64_t density;  ///< below Deck::densities()
};

/// One frame: of each of this rank's even share of the particles position, image and activity, in ascending id; number c
/// of row j is values[c * rows + j].
struct Frame {
  std::vector<double> values;
};

/// Numbers of a row of a frame.
template <int D>
[[nodiscard]] int frame_components(const active::Model<D>& model) {
  return 2 * D + model.record.activity_components;
}

/// Steps of an interval of the system, at whose end there may be a frame.
[[nodiscard]] std::int64_t steps_between_frames(const Deck& deck, System system);
/// Intervals of the system's equilibration, the last of which may be longer than what is left of it; none of a run's frames.
[[nodiscard]] std::int64_t equilibration_intervals(const Deck& deck, System system);

/// One of the systems, advanced interval by interval, each of which may end with a frame. Collective over the group.
template <int D>
class SimulatedFrames {
 public:
  /// At its start, or from the state that save() gave after `intervals` of them.
  SimulatedFrames(const Deck& deck, const Schema& schema, const MemberPlace& place, SystemPlace system,
                  std::int64_t intervals, const MemberState* resumed);

  /// The next interval's steps.
  void advance();
  /// The present frame.
  [[nodiscard]] Frame frame() const;
  /// Appends the columns of the system's state, from which and from its start's digest it continues.
  void save(std::vector<MemberColumn>& columns) const;
  [[nodiscard]] std::uint64_t start_digest() const;

 private:
  [[nodiscard]] active::Deck system_deck(bool equilibrating) const;
  void open(const MemberState* resumed);

  const Deck& deck_;
  MemberPlace place_;
  SystemPlace system_;
  std::int64_t every_;
  std::int64_t intervals_;
  std::int64_t equilibration_;
  active::Deck own_;
  std::unique_ptr<active::Simulation<D>> simulation_;
  std::unique_ptr<Stepper> stepper_;
};

/// Columns of a system's state from the frame's parts, each component by component, one after the other.
template <int D>
[[nodiscard]] std::vector<MemberColumn> columns_of(const active::Model<D>& model,
                                                   const std::vector<std::vector<double>>& parts);

/// Frame `number` of those that a system's run has at its trajectory's end. Collective over the group; bad input names the
/// deck's key and the run.
template <int D>
[[nodiscard]] Frame read_frame(const Deck& deck, const Communicator& group, System system, std::int64_t number);

/// Refuses runs of other physics than the deck's, two of one seed, and trajectories without so many frames of these
/// particles. Collective over the world.
void check_runs(const Communicator& world, const Schema& schema, const Deck& deck);

}  // namespace starling::score
