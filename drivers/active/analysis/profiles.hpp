// The averaged arrays of one population: sampled when due, saved with checkpoints, written as a file.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/analysis/array_observable.hpp"
#include "drivers/active/analysis/lag_curves.hpp"
#include "drivers/active/observables/measurement.hpp"
#include "engine/statistics/array_average.hpp"

namespace starling::active {

/// All members except the constructor, save and arrays are collective.
template <int D>
class Profiles {
 public:
  Profiles(const Deck& deck, const Model<D>& model);

  /// Whether the arrays are to be sampled at a step.
  [[nodiscard]] bool due(std::int64_t step) const;

  /// Adds what `measurement` took `moments` from at `step` to the averages, if it is after equilibration. Forces and lists must be those of
  /// this step.
  void add(std::int64_t step, const Simulation<D>& simulation, const Moments& moments, Measurement<D>& measurement);

  /// Means and standard errors so far.
  [[nodiscard]] std::vector<AveragedArray> arrays() const;

  /// The state of all averages; load() continues to the same bits and refuses, with bad_input, that of other arrays.
  [[nodiscard]] nlohmann::json save() const;
  void load(const nlohmann::json& state);

 private:
  const Deck& deck_;
  std::vector<ArrayObservable<D>> arrays_;
  std::vector<ArrayAverage> averages_;
  std::int64_t every_;  ///< steps between samples
  LagCurves lag_curves_;
};

}  // namespace starling::active
