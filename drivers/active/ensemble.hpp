// The replicas that this rank works on, out of those that the deck asks for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "drivers/active/replica.hpp"
#include "engine/comm/rank_groups.hpp"

namespace starling::active {

/// Independent copies of the system, spread over groups of ranks. Collective over the world.
template <int D>
class Ensemble {
 public:
  /// No replica yet.
  Ensemble(const RankGroups& groups, const Deck& deck, PhaseTimer& timer);

  /// Places the first `most` of this rank's replicas where the deck says.
  void place(std::int64_t most);

  /// Goes on from what a checkpoint of step `first` held: this rank's rows of all replicas' records, one replica after the
  /// other, and every replica's save(). Row k of a replica is particle k.
  void load(std::int64_t first, std::span<const double> records, const nlohmann::json& states);

  /// Runs `action`, which may be collective over the group, on each of this rank's replicas. If it fails for one, every
  /// rank throws; a blow-up says which replica it was in.
  template <class Action>
  void for_each(Action&& action);

  [[nodiscard]] const RankGroups& groups() const { return groups_; }
  [[nodiscard]] const Deck& deck() const { return deck_; }
  /// Particles of this rank, in all its replicas.
  [[nodiscard]] std::int64_t owned() const;
  /// The row of a replica's particle 0 among the rows of all.
  [[nodiscard]] std::int64_t first_row(const Replica<D>& replica) const { return replica.index() * deck_.particles; }
  /// Rows of all replicas' particles together.
  [[nodiscard]] std::int64_t rows() const { return groups_.members() * deck_.particles; }
  /// How a frame or checkpoint's particles are laid out: that of any replica.
  [[nodiscard]] Replica<D>& any() { return *replicas_.front(); }

 private:
  const RankGroups& groups_;
  const Deck& deck_;
  PhaseTimer& timer_;
  std::vector<std::unique_ptr<Replica<D>>> replicas_;
};

template <int D>
template <class Action>
void Ensemble<D>::for_each(Action&& action) {
  groups_.together([&] {
    for (const auto& replica : replicas_) {
      try {
        action(*replica);
      } catch (const Failure& failure) {
        if (groups_.members() == 1 || failure.code() != ExitCode::blow_up) throw;
        throw failure.reworded(fmt::format("replica {}: {}", replica->index(), failure.what()));
      }
    }
  });
}

}  // namespace starling::active
