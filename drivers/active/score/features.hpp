// The vectors of the physics for all particles of a population, and who is near whom.
#pragma once

#include "drivers/active/score/score_physics.hpp"
#include "drivers/active/simulation.hpp"
#include "kernels/score/particle_list.hpp"

namespace starling::active {

/// Whether particles have a place in an external force.
template <int D>
[[nodiscard]] bool has_external_force(const Model<D>& model) {
  return !std::holds_alternative<NoExternal<D>>(model.external);
}

/// Numbers of a particle in the arrays of its features.
template <int D>
[[nodiscard]] constexpr std::int64_t score_numbers(bool placed) {
  return score::physics_vectors * D + 2 * SymmetricMatrix<D>::entries + (placed ? score::place_numbers<D> : 0);
}

/// Owns what a Configuration points to. Copies share it.
template <int D>
class ScoreFeatures {
 public:
  /// Collective. Forces must be those of the present positions, and lists must hold all pairs up to `range` and the
  /// force's cutoff. Three sweeps over the pairs, with ghosts brought up to date in between.
  void compute(const Simulation<D>& simulation, const ScorePhysics& physics, double range);

  /// Forgets what only a simulation that goes on would read: positions stay good.
  void keep_positions(const Simulation<D>& simulation);

  [[nodiscard]] score::Configuration<D> configuration() const;
  [[nodiscard]] std::int64_t particles() const { return particles_; }
  /// Of the configuration's arrays.
  [[nodiscard]] std::int64_t stride() const { return stride_; }

 private:
  [[nodiscard]] score::PhysicsArrays<D> arrays() const;

  bool placed_ = false;
  std::int64_t particles_ = 0;
  std::int64_t stride_ = 0;
  const double* position_ = nullptr;
  DeviceArray<double> kept_position_;
  DeviceArray<double> values_;
  DeviceArray<std::int64_t> first_;
  DeviceArray<std::int32_t> neighbour_;
};

}  // namespace starling::active
