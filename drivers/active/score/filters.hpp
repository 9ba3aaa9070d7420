// Vectors that reach far, by sweeps over a simulation's forces.
#pragma once

#include "drivers/active/score/score_physics.hpp"
#include "drivers/active/simulation.hpp"
#include "kernels/score/filter_sweeps.hpp"

namespace starling::active {

/// What filters are made with.
struct FilterPlan {
  score::FilterRecurrence recurrence;
  int probes;  ///< from which own tangents are estimated, at most score::most_probes
};

/// The velocity and the probes of all particles of a simulation as a recurrence goes on. Forces, lists and `arrays` must be
/// those of the present positions. Everything is collective: ghosts are brought up to date.
template <int D>
class FilterSweep {
 public:
  FilterSweep(const Simulation<D>& simulation, const ScorePhysics& physics, const score::PhysicsArrays<D>& arrays,
              int probes);

  /// What it begins with, before any scale.
  [[nodiscard]] const score::VectorColumns<D>& first() const { return first_; }
  /// p_m and, once try_step() has been called, what may become p_(m+1).
  [[nodiscard]] const score::VectorColumns<D>& now() const { return now_; }
  [[nodiscard]] const score::VectorColumns<D>& next() const { return next_; }
  [[nodiscard]] std::int64_t particles() const { return simulation_.particles().owned(); }

  /// now = scale first.
  void begin(double scale);
  void try_step(const score::RecurrenceStep& step);
  /// What was tried last, times `scale`, becomes the present one.
  void take_step(double scale = 1.0);

 private:
  [[nodiscard]] score::VectorColumns<D> columns(int probes);
  void update_ghosts(const score::VectorColumns<D>& of) const;

  const Simulation<D>& simulation_;
  double rate_;
  std::vector<DeviceArray<double>> memory_;
  score::VectorColumns<D> first_;
  score::VectorColumns<D> before_;
  score::VectorColumns<D> now_;
  score::VectorColumns<D> next_;
};

/// Writes the filters of each owned particle, filter_numbers<D> floats one after the other.
template <int D>
void compute_filters(const Simulation<D>& simulation, const ScorePhysics& physics,
                     const score::PhysicsArrays<D>& arrays, const FilterPlan& plan, float* out);

}  // namespace starling::active
