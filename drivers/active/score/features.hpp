// The vectors of the physics for all particles of a population, and who is near whom.
#pragma once

#include "drivers/active/score/filters.hpp"
#include "drivers/active/score/score_physics.hpp"
#include "drivers/active/simulation.hpp"
#include "kernels/score/particle_list.hpp"

namespace starling::active {

/// Whether particles have a place in an external force.
template <int D>
[[nodiscard]] bool has_external_force(const Model<D>& model) {
  return !std::holds_alternative<NoExternal<D>>(model.external);
}

/// Owns what a Configuration points to. Copies share it.
template <int D>
class ScoreFeatures {
 public:
  /// Collective. Forces must be those of the present positions, and lists must hold all pairs up to `range` and the
  /// force's cutoff. Three sweeps over the pairs, with ghosts brought up to date in between.
  void compute(const Simulation<D>& simulation, const ScorePhysics& physics, double range);

  /// After compute(), collective: the vectors that reach far.
  void compute_filters(const Simulation<D>& simulation, const ScorePhysics& physics, const FilterPlan& plan);

  /// Keeps positions, which stay good when the simulation goes on or ends, and lays what is known of each particle side by
  /// side: particles that are picked at random are then read fastest.
  void keep(const Simulation<D>& simulation);

  [[nodiscard]] score::Configuration<D> configuration() const;
  [[nodiscard]] std::int64_t particles() const { return particles_; }

 private:
  bool placed_ = false;
  std::int64_t particles_ = 0;
  std::int64_t stride_ = 0;
  Box<D> box_{};
  const double* position_ = nullptr;
  DeviceArray<double> kept_position_;
  DeviceArray<double> values_;
  DeviceArray<float> filters_;
  score::PhysicsArrays<D> arrays_{};
  DeviceArray<std::int64_t> first_;
  DeviceArray<std::int32_t> neighbour_;
};

}  // namespace starling::active
