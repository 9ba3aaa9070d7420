// A training as a member of a run: it simulates or reads its frames, and then updates its network.
#pragma once

#include <memory>
#include <optional>

#include "drivers/score/deck.hpp"
#include "engine/learning/network_file.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::score {

/// A training as the job sees it, in whatever dimension. Units of work are the intervals between frames of the training's
/// system, then of the held-out system, then updates. Its rows are the system's particles.
class Training : public Member {
 public:
  /// The network as it would be used now, with its scales and the physics it is for; empty before the first update.
  /// Collective over the group.
  [[nodiscard]] virtual std::optional<learning::NetworkFile> network() = 0;
  /// The deck's own system's last held-out frame, as it is judged: position, image and activity; by the result the scores
  /// s_y and flows v_y of each block that is learned, and summed over these each particle's local rate of entropy
  /// production. Once training has ended; collective over the group.
  [[nodiscard]] virtual MemberState held_out_frame() = 0;
  [[nodiscard]] virtual const Communicator& group() const = 0;
  /// Updates done.
  [[nodiscard]] virtual std::int64_t updates() const = 0;
};

/// A training at its start, or from a checkpoint's state. Collective over the group; the deck and the schema outlive it.
[[nodiscard]] std::unique_ptr<Training> make_training(const Deck& deck, const Schema& schema, const MemberPlace& place,
                                                      const MemberState* resumed);

/// Units of work that a training of the deck takes.
[[nodiscard]] std::int64_t planned_units(const Deck& deck);

/// Bytes that a particle takes in a training: its share of frames and of what is computed of them.
[[nodiscard]] std::int64_t bytes_per_particle(const Deck& deck);

}  // namespace starling::score
