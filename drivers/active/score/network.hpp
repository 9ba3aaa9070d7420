// A score network on lists of particles, whatever its architecture.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "drivers/active/score/network_settings.hpp"
#include "drivers/active/score/score_physics.hpp"
#include "engine/learning/network_file.hpp"
#include "kernels/score/particle_list.hpp"
#include "kernels/score/score_vector.hpp"

namespace starling::active {

/// A network for one block of variables in D dimensions. Its scores are s = sum_k c_k V_k and, by architecture, more.
template <int D>
class ScoreNetwork {
 public:
  ScoreNetwork() = default;
  virtual ~ScoreNetwork() = default;
  ScoreNetwork(const ScoreNetwork&) = delete;
  ScoreNetwork& operator=(const ScoreNetwork&) = delete;

  /// Its parameters; none for a score in closed form.
  [[nodiscard]] virtual learning::ParameterLayout layout() const = 0;
  /// Those that a training starts from: the score is the linear one.
  [[nodiscard]] virtual std::vector<double> start(random::Key key) const = 0;
  /// Takes them for what follows.
  virtual void set_parameters(std::span<const double> values) = 0;

  /// What its scores are made of, by number.
  [[nodiscard]] virtual score::ScoreShape shape() const = 0;
  /// Of each block of the list, in device memory, the sums from which its scales are made: linear_sums of each class,
  /// length_sums, and input_sums, which need the softness that follows from those of lengths.
  virtual void sum_linear(const score::ParticleList<D>& list, double* sums) const = 0;
  virtual void sum_lengths(const score::ParticleList<D>& list, double* sums) const = 0;
  virtual void sum_inputs(const score::ParticleList<D>& list, double* sums) const = 0;
  /// Scores of all places of the list, in device memory.
  virtual void evaluate(const score::ParticleList<D>& list, const score::ScoreArrays& out) = 0;
  /// Of each block of the list the gradient of its weighted sum of |s|^2 + 2 div s, in the layout's order, and its sums of
  /// |s|^2 and div s, in device memory; s.t in place of div s where there are targets t (Configuration).
  virtual void differentiate(const score::ParticleList<D>& list, float* gradient, double* sums) = 0;

  score::Scales scales{};
};

/// The network of this name for one block of variables of particles of this diameter; `placed` where there is an external
/// force. Fails with bad_input if there is no such network.
template <int D>
[[nodiscard]] std::unique_ptr<ScoreNetwork<D>> make_network(const NetworkSettings& settings,
                                                            const ScorePhysics& physics, Block block, double diameter,
                                                            bool placed);

}  // namespace starling::active
