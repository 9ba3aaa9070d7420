// Measuring a population at one step: averages for the observables, and a frame for the trajectory.
#pragma once

#include <vector>

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/analysis/surroundings.hpp"
#include "drivers/active/moments.hpp"
#include "engine/comm/communicator.hpp"

namespace starling::active {

/// What a frame holds of each particle, one row a particle that begins with its id.
struct FrameLayout {
  int dimension;
  int drive_first;  ///< column of the drive's first component
  int entropy;      ///< column of the entropy production
  int neighbours;   ///< column of the number of neighbours
  int cluster;      ///< column of the cluster's id
  int hexatic;      ///< column of |psi_6|, 0 where it is not defined
  int density;      ///< column of the local density, 0 where it is not defined
  int species;      ///< column of the number of the species, from 0
  int width;
};

/// Device scratch for one population's measurements. Forces must be those of the present positions and the lists must
/// hold all pairs within the cutoff and the cluster distance. All members are collective.
template <int D>
class Measurement {
 public:
  Measurement(const Communicator& communicator, const Deck& deck)
      : communicator_(communicator), deck_(deck), structure_(communicator, deck), surroundings_(communicator) {}

  [[nodiscard]] Moments moments(const Simulation<D>& simulation);
  /// What the last moments() were taken from.
  [[nodiscard]] const ParticleQuantities<D>& quantities() const { return quantities_; }
  [[nodiscard]] const Structure<D>& structure() const { return structure_; }
  /// Looks around as Surroundings::count does, for the arrays. Collective.
  [[nodiscard]] const Surroundings<D>& look_around(const Simulation<D>& simulation, std::int64_t radial_bins);

  /// The rows of this rank's particles, in storage order: id, position, image, drive, entropy production, neighbours,
  /// cluster, bond order, local density, species.
  [[nodiscard]] std::vector<double> frame(const Simulation<D>& simulation);
  [[nodiscard]] static FrameLayout frame_layout();

  /// Whether particles have an activity to show.
  [[nodiscard]] bool has_activity() const;

  /// What the entropy column means, as the name of its field; empty if the dynamics has no finite rate.
  [[nodiscard]] std::string entropy_field() const;

 private:
  [[nodiscard]] std::vector<double> entropy_production(const Simulation<D>& simulation) const;

  const Communicator& communicator_;
  const Deck& deck_;
  ParticleQuantities<D> quantities_;
  Structure<D> structure_;
  Surroundings<D> surroundings_;
};

}  // namespace starling::active
