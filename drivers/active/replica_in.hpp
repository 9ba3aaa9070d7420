// A replica in D dimensions.
#pragma once

#include <vector>

#include "drivers/active/analysis/profiles.hpp"
#include "drivers/active/frame_fields.hpp"
#include "drivers/active/observables/measurement.hpp"
#include "drivers/active/replica.hpp"
#include "engine/domain/stepper.hpp"
#include "engine/statistics/block_average.hpp"

namespace starling::active {

/// What it accumulates is the same on all ranks of the group, and is saved as JSON; particles travel as columns.
template <int D>
class ReplicaIn final : public Replica {
 public:
  ReplicaIn(const Deck& deck, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return stepper_.step(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return deck_.steps; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(deck_.particles); }

  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void settle(bool looks) override;

  /// Measures the settled present step: time, and a value for each of observables(), NaN where there is none, which
  /// averages take in when they should. Moves the origins of displacements on when a lag ends.
  void observe(std::vector<TableRow>& rows) override;

  [[nodiscard]] std::vector<Result> results() const override;
  [[nodiscard]] MemberState save() const override;

  [[nodiscard]] std::int64_t owned() const override { return simulation_.particles().owned(); }
  [[nodiscard]] HaloSize halo() const override;
  [[nodiscard]] std::vector<FieldLayout> frame_fields() const override;
  [[nodiscard]] MemberState frame() override;
  [[nodiscard]] std::vector<AveragedArray> arrays() const override { return profiles_.arrays(); }
  std::int64_t push_off(const Schema& schema) override;

 private:
  void load(const nlohmann::json& state);

  const Deck& deck_;
  Simulation<D> simulation_;
  Stepper stepper_;
  Measurement<D> measurement_;
  std::vector<FrameField<D>> frame_fields_;
  std::vector<Observable> observables_;
  std::vector<BlockAverage> averages_;  ///< one per observable
  std::int64_t averaged_every_;         ///< steps between the observations that averages take in
  Profiles<D> profiles_;
};

}  // namespace starling::active
