// A run of one potential: the member of the md job.
#pragma once

#include <string>
#include <vector>

#include "drivers/md/measurement.hpp"
#include "engine/domain/stepper.hpp"
#include "engine/run/plan.hpp"
#include "engine/statistics/array_average.hpp"

namespace starling::md {

/// A number that a run has found: its mean, and the variance of that by blocks of the run.
struct RunMean {
  double mean;
  double variance;
  bool resolved;
};

/// What a run has found: scalars in the order of scalar_names; distributions.
struct RunFindings {
  std::vector<RunMean> scalars;
  std::vector<RunMean> radial;
  std::vector<RunMean> angular;
};

/// Rows of its state are its atoms. A run that blows up stays as it is from then on, and has found nothing.
class MolecularRun final : public Member {
 public:
  MolecularRun(const Deck& deck, const Model& model, const MemberPlace& place, const MemberState* resumed);

  [[nodiscard]] std::vector<std::string> columns() const override;
  [[nodiscard]] std::int64_t done() const override { return stepper_.step(); }
  [[nodiscard]] std::optional<std::int64_t> planned() const override { return deck_.steps; }
  [[nodiscard]] bool finished() const override { return stepper_.ended() || done() >= deck_.steps; }
  [[nodiscard]] double work_per_unit() const override { return static_cast<double>(model_.atoms()); }
  void advance_to(std::int64_t units, std::vector<TableRow>& rows) override;
  void settle(bool looks) override;
  void observe(std::vector<TableRow>& rows) override;
  /// Runs are judged together: see pooling.hpp.
  [[nodiscard]] std::vector<Result> results() const override { return {}; }
  [[nodiscard]] MemberState save() const override;

  [[nodiscard]] const System& system() const { return system_; }
  [[nodiscard]] std::int64_t replica() const { return replica_; }
  [[nodiscard]] std::int64_t draw() const { return draw_; }
  /// The first observation at which a function was beyond its range by more than the tolerance; -1: none.
  [[nodiscard]] std::int64_t left_range() const { return left_range_; }
  [[nodiscard]] double worst_excess() const { return worst_excess_; }
  [[nodiscard]] RunFindings findings() const;

 private:
  const Deck& deck_;
  const Model& model_;
  std::int64_t replica_;
  std::int64_t draw_;
  System system_;
  Stepper stepper_;
  Measurement measurement_;
  ArrayAverage scalars_;
  ArrayAverage radial_;
  ArrayAverage angular_;
  std::int64_t left_range_ = -1;
  double worst_excess_ = 0.0;
};

}  // namespace starling::md
