// One copy of the system: its particles, how they step, what is measured of them and what that averages to.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "drivers/active/deck.hpp"
#include "engine/io/particles/trajectory_layout.hpp"
#include "engine/io/tables/observables_file.hpp"
#include "engine/run/member.hpp"
#include "engine/run/plan.hpp"

namespace starling::active {

/// What a rank exchanges in a step at present.
struct HaloSize {
  std::int64_t ghosts;
  std::int64_t neighbour_ranks;
  double list_radius;  ///< how far lists reach
};

/// A replica as the job sees it, in whatever dimension. Lives on a group of ranks, and knows of no other copy. Its rows are
/// its particles. All members except the accessors are collective over the group.
class Replica : public Member {
 public:
  /// Particles of this rank.
  [[nodiscard]] virtual std::int64_t owned() const = 0;
  [[nodiscard]] virtual HaloSize halo() const = 0;

  /// What a frame holds of each particle besides position and image.
  [[nodiscard]] virtual std::vector<FieldLayout> frame_fields() const = 0;
  /// The settled present step as columns: position, image and frame_fields().
  [[nodiscard]] virtual MemberState frame() = 0;

  /// Averaged arrays so far.
  [[nodiscard]] virtual std::vector<AveragedArray> arrays() const = 0;

  /// Parts particles that start on top of each other; gives back the number of moves.
  virtual std::int64_t push_off(const Schema& schema) = 0;
};

/// A replica in the deck's dimension: placed where the deck says, or continuing from a state. Collective over the group.
[[nodiscard]] std::unique_ptr<Replica> make_replica(const Deck& deck, const MemberPlace& place,
                                                    const MemberState* resumed);

/// Bytes of device memory that a particle takes, lists left out.
[[nodiscard]] std::int64_t bytes_per_particle(const Deck& deck);

}  // namespace starling::active
