// Genealogies: the ancestors of the particles of all times.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/smc/methods/particle_filter.hpp"
#include "engine/run/row_history.hpp"

namespace starling::smc {

/// The parents of every generation of a filter that keeps ancestors.
class Genealogy {
 public:
  explicit Genealogy(std::int64_t slots) : history_(1, slots) {}

  /// Notes the parents of the filter's present generation; call after each step(). Those of time 0 are left out.
  void note(const ParticleFilter& filter);

  void clear() { history_.clear(); }

  /// Column "ancestor": component t - 1 is the slot at time t - 1 that slot j of time t descends from.
  [[nodiscard]] SlotColumn column() const { return history_.column("ancestor"); }

  /// The column "genealogy" of a checkpoint; load() restores the parents of `generations` generations from it.
  void save(std::vector<SlotColumn>& columns) const { history_.save("genealogy", columns); }
  void load(const std::vector<SlotColumn>& columns, std::int64_t generations) {
    history_.load("genealogy", columns, generations > 0 ? generations - 1 : 0);
  }

 private:
  RowHistory history_;
};

}  // namespace starling::smc
