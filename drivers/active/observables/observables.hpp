// The observables of active matter, each as a function of a few averages over particles.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "drivers/active/model.hpp"
#include "drivers/active/score/score_moments.hpp"
#include "kernels/dynamics/entropy.hpp"

namespace starling::active {

/// How particles are arranged at one step, beyond averages over them; NaN where there is nothing to say.
struct StructureMoments {
  double largest_cluster_fraction = 0.0;  ///< particles in the largest cluster over all particles
  double coexistence_density_gas = std::numeric_limits<double>::quiet_NaN();
  double coexistence_density_dense = std::numeric_limits<double>::quiet_NaN();
};

/// Averages over the particles of one species.
struct SpeciesMoments : ActivityMoments {
  double fraction = 1.0;              ///< of all particles
  double displacement_squared = 0.0;  ///< from the present origins
};

/// Averages over all particles at one step.
struct Moments : ActivityMoments {
  double offset_squared = 0.0;        ///< |x - centre|^2, unwrapped, from the middle of the box
  double offset_dot_drive = 0.0;      ///< (x - centre) . f
  double displacement_squared = 0.0;  ///< from the present origins
  double drive_dot_origin = 0.0;      ///< f . (f at the present origins)
  double hexatic_order = 0.0;         ///< |psi_6|
  StructureMoments structure;
  double pair_virial = 0.0;                              ///< sum over pairs of r . F, over N
  double potential_energy = 0.0;                         ///< of pairs and external force
  double wall_load = 0.0;                                ///< force on the walls, outwards, over N
  double middle_fraction = 0.0;                          ///< particles in the middle half between the walls, over N
  std::vector<SpeciesMoments> species;                   ///< in the deck's order; one if all particles are alike
  std::vector<BlockMoments> scores;                      ///< of learned scores, where there are some
  std::vector<std::vector<BlockMoments>> member_scores;  ///< and of each network of an ensemble
};

/// A number that a run reports. An undefined one has a reason and no value.
struct Observable {
  std::string name;
  std::string undefined;  ///< why it has no value for this deck, whatever `value` is; empty if it has
  std::function<double(const Moments&)> value;
  bool only_at_full_lag = false;  ///< averaged over complete lags only, though every row shows it
  bool may_be_missing = false;    ///< NaN at a step where there is no value, which averages leave out
  std::string (*doubt)(double mean,
                       double error) = nullptr;  ///< what to say of a mean that cannot be right; null: nothing
};

/// One that has no value, and why.
[[nodiscard]] Observable undefined(const std::string& name, const std::string& reason);

/// What the deck's run observes, in the order of the table's columns (docs/active-matter.md has the equations). Rates of
/// entropy production are per particle, in k_B per time, summed over dimensions; variances are per dimension.
template <int D>
[[nodiscard]] std::vector<Observable> observables(const Deck& deck, const Model<D>& model);

}  // namespace starling::active
