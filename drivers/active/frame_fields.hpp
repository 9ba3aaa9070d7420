// The fields that a frame of the trajectory holds of each particle besides position and image.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "drivers/active/observables/measurement.hpp"
#include "engine/io/particles/trajectory_layout.hpp"

namespace starling::active {

/// What fields are taken from: a population whose quantities have been computed at the present step.
template <int D>
struct FrameSource {
  const Simulation<D>& simulation;
  Measurement<D>& measurement;
  std::span<const double> records;  ///< of the owned particles, in storage order

  [[nodiscard]] const Model<D>& model() const { return simulation.model(); }
  [[nodiscard]] std::int64_t count() const { return simulation.particles().owned(); }
  [[nodiscard]] std::int64_t stride() const { return simulation.particles().stride(); }
};

/// One field: what it is, and its values for the owned particles in storage order, components of a particle together.
template <int D>
struct FrameField {
  FieldLayout layout;
  std::function<std::vector<double>(const FrameSource<D>&)> values;  ///< collective
};

/// The fields of a model's frames, with those of the learned scores if there are some.
template <int D>
[[nodiscard]] std::vector<FrameField<D>> frame_fields(const Model<D>& model, const ScoreEvaluator<D>* score);

}  // namespace starling::active
