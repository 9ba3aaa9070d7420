// Measuring a population at one step: averages for the observables, and a frame for the trajectory.
#pragma once

#include <vector>

#include "drivers/active/analysis/structure.hpp"
#include "drivers/active/analysis/surroundings.hpp"
#include "drivers/active/moments.hpp"
#include "engine/comm/communicator.hpp"
#include "engine/io/trajectory_layout.hpp"
#include "engine/population/records.hpp"

namespace starling::active {

/// Columns of a frame's row before its fields: id, position, image. A record begins in the same way.
template <int D>
inline constexpr int frame_head = RecordLayout<D>::activity;

/// Columns of a whole row.
template <int D>
[[nodiscard]] int frame_width(const std::vector<FieldLayout>& fields) {
  int width = frame_head<D>;
  for (const FieldLayout& field : fields) width += field.components;
  return width;
}

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

  /// What a frame of this deck holds of each particle besides position and image.
  [[nodiscard]] std::vector<FieldLayout> frame_fields() const;
  /// The rows of this rank's particles, in storage order: id, position, image, and frame_fields() one after the other.
  [[nodiscard]] std::vector<double> frame(const Simulation<D>& simulation);

 private:
  /// What the entropy column means, as the name of its field; empty if the dynamics has no finite rate.
  [[nodiscard]] std::string entropy_field() const;
  [[nodiscard]] std::vector<double> entropy_production(const Simulation<D>& simulation) const;

  const Communicator& communicator_;
  const Deck& deck_;
  ParticleQuantities<D> quantities_;
  Structure<D> structure_;
  Surroundings<D> surroundings_;
};

}  // namespace starling::active
