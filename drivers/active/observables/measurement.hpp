// Measuring a population at one step: averages for the observables, and what frames are taken from.
#pragma once

#include <memory>

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/analysis/surroundings.hpp"
#include "drivers/active/observables/observables.hpp"
#include "drivers/active/score/evaluator.hpp"
#include "drivers/active/simulation.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::active {

/// What moments and frames need of each owned particle, in device memory.
template <int D>
struct ParticleQuantities {
  DeviceArray<double> divergence;  ///< of the total force, with respect to the particle's own position
  DeviceArray<double> virial;      ///< of the pair force, half of each pair's
  DeviceArray<double> energy;      ///< half of each pair's, and the external one
  DeviceArray<double> drive;       ///< g or u, one array per dimension, particles().stride() apart
};

/// Device scratch for one population's measurements. Forces must be those of the present positions and the lists must
/// hold all pairs within the cutoff and the cluster distance. All members are collective.
template <int D>
class Measurement {
 public:
  explicit Measurement(const Communicator& communicator) : surroundings_(communicator) {}
  /// With the learned score that the deck names, if it names one: lists must then reach as far as that does.
  Measurement(const Communicator& communicator, const Deck& deck, const Model<D>& model) : Measurement(communicator) {
    if (!deck.score_network.empty()) score_ = std::make_unique<ScoreEvaluator<D>>(communicator, deck, model);
  }

  /// Averages over the particles of all ranks. The same bits on any number of ranks.
  [[nodiscard]] Moments moments(const Simulation<D>& simulation);
  /// What the last moments() were taken from.
  [[nodiscard]] const ParticleQuantities<D>& quantities() const { return quantities_; }
  [[nodiscard]] Structure<D>& structure() { return structure_; }
  /// Null without one.
  [[nodiscard]] const ScoreEvaluator<D>* score() const { return score_.get(); }
  /// Looks around as Surroundings::count does, for the arrays. Collective.
  [[nodiscard]] const Surroundings<D>& look_around(const Simulation<D>& simulation, std::int64_t radial_bins);

  /// What the fields of a frame are taken from, where moments() has not been taken at this step.
  void compute(const Simulation<D>& simulation);

 private:
  ParticleQuantities<D> quantities_;
  Structure<D> structure_;
  Surroundings<D> surroundings_;
  std::unique_ptr<ScoreEvaluator<D>> score_;
};

}  // namespace starling::active
