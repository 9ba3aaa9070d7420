// What is measured of the atoms at one step.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/md/system.hpp"

namespace starling::md {

/// Numbers of one observation, in the order of scalar_names; then distributions.
struct Sample {
  std::vector<double> scalars;
  double excess = 0.0;  ///< how far an atom's functions are beyond their training range at most, in parts of the range
  std::vector<double> radial;   ///< g(r), by bin
  std::vector<double> angular;  ///< density of angles, per degree; NaN where there is no angle
};

/// potential_energy, eV per atom; kinetic_temperature, 2K/(3 N k), K; pressure, (N k T + tr W/3)/V, bar, with the
/// bath's T; without friction with the kinetic one.
inline constexpr const char* scalar_names[] = {"potential_energy", "kinetic_temperature", "pressure"};

/// Measures settled systems of one deck. Collective over the group; all sums are of whole numbers.
class Measurement {
 public:
  Measurement(const Deck& deck, const Model& model);

  /// How far lists must reach.
  [[nodiscard]] double reach() const;
  /// Middles of the bins: Angstrom, degrees.
  [[nodiscard]] std::vector<double> radii() const;
  [[nodiscard]] std::vector<double> angles() const;

  [[nodiscard]] Sample measure(System& system);

 private:
  [[nodiscard]] std::vector<std::int64_t> all_counts(const System& system, std::int64_t bins) const;

  const Deck& deck_;
  const Model& model_;
  DeviceArray<double> cosines_;  ///< of the edges of the angles' bins
  DeviceArray<std::int64_t> tallies_;
};

}  // namespace starling::md
