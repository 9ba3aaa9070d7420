// The part that all methods share which filter once through all times and write the filter's table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/smc/methods/filter_table.hpp"
#include "drivers/smc/methods/method.hpp"
#include "drivers/smc/methods/particle_filter.hpp"
#include "drivers/smc/methods/smoothing/genealogy.hpp"

namespace starling::smc {

/// A filter, the ancestors of its particles where the table asks for them, and a unit of work per time.
class FilteringMethod : public Method {
 public:
  FilteringMethod(const MethodPlace& place, const StateSpace& model, const Observations& observations,
                  const FilterSettings& settings, TableSettings table)
      : Method(place.timer),
        filter_(place, model, observations, settings, table.genealogy),
        genealogy_(filter_.population().slots().count),
        table_(std::move(table)),
        length_(static_cast<std::int64_t>(observations.size())) {}

  [[nodiscard]] std::vector<std::string> columns() const override {
    return filter_columns(filter_.model().state_size(), table_);
  }
  [[nodiscard]] std::int64_t done() const override { return filter_.time() + 1; }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return length_; }
  [[nodiscard]] double work_per_unit() const override {
    return static_cast<double>(filter_.population().slots().total);
  }

  [[nodiscard]] std::vector<SlotColumn> particles() const override { return filter_.particles(); }
  [[nodiscard]] std::vector<SlotColumn> genealogy() const override {
    if (!table_.genealogy) return {};
    return {genealogy_.column()};
  }
  [[nodiscard]] Traffic traffic() const override { return filter_.traffic(); }

 protected:
  /// After each step of the filter.
  void note_ancestors() {
    if (table_.genealogy) genealogy_.note(filter_);
  }
  void save_ancestors(ReplicaState& state) const {
    if (table_.genealogy) genealogy_.save(state.columns);
  }
  /// After the filter's own load().
  void load_ancestors(const ReplicaState& state) {
    if (table_.genealogy) genealogy_.load(state.columns, filter_.time() + 1);
  }

  ParticleFilter filter_;
  Genealogy genealogy_;
  TableSettings table_;
  std::int64_t length_;  ///< times
};

}  // namespace starling::smc
