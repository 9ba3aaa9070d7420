// Configurations prepared for a potential: neighbours, descriptors, and their derivatives as far as they are stored.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/io/particles/extended_xyz.hpp"
#include "engine/potentials/device_potential.hpp"
#include "kernels/potentials/configurations.hpp"
#include "kernels/potentials/snapshot.hpp"

namespace starling::potentials {

/// What is kept of the descriptors' derivatives: their numbers, these rounded once to single precision, or nothing, so that
/// they are computed whenever they are needed. Single precision changes bits, recomputing does not.
enum class Storage { f64, f32, recompute };

/// The neighbours of every atom within `reach`, those of an atom in ascending order; elements are places in `elements`.
/// Fails with bad_input, beginning with `place`, if an edge of the box is less than twice the reach, an element is unknown,
/// or two atoms are less than 0.1 Angstrom apart.
[[nodiscard]] std::vector<std::vector<descriptors::Neighbour>> neighbours_of(const AtomicConfiguration& configuration,
                                                                             const std::vector<std::string>& elements,
                                                                             double reach, const std::string& place);

/// Energy, forces and virial of a repulsion.
struct PairTerms {
  double energy = 0.0;
  std::vector<double> forces;
  std::array<double, 9> virial{};
};
[[nodiscard]] PairTerms repulsion_terms(const Repulsion& repulsion,
                                        const std::vector<std::vector<descriptors::Neighbour>>& neighbours);

/// Labels are what the networks have to give: those of the configurations less the repulsion's.
class ConfigurationSet {
 public:
  /// `name` and the number of a configuration, from 1 on, begin messages. Fails as neighbours_of().
  ConfigurationSet(const Potential& potential, const DevicePotential& device,
                   const std::vector<AtomicConfiguration>& configurations, Storage storage, const std::string& name);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(terms_.size()); }
  [[nodiscard]] std::int64_t atoms(std::int64_t c) const { return force_at_[c + 1] / 3 - force_at_[c] / 3; }
  [[nodiscard]] Storage storage() const { return storage_; }
  [[nodiscard]] std::int64_t bytes() const;
  [[nodiscard]] const PairTerms& repulsion(std::int64_t c) const { return terms_[static_cast<std::size_t>(c)]; }

  /// What kernels see. `Stored` is float with Storage::f32, else double; nothing is stored with Storage::recompute.
  struct View {
    Configurations all;
    const double* values;
    const double* doubles;
    const float* floats;
    const double* forces;  ///< labels: of configuration c from force_at[c] on
    const std::int64_t* force_at;
    const double* energies;
    const double* virials;
    std::int64_t most_neighbours;
    std::int64_t most_derivatives;  ///< numbers of one configuration

    template <class Stored>
    STARLING_FUNCTION const Stored* derivatives() const {
      if constexpr (sizeof(Stored) == sizeof(float)) {
        return floats;
      } else {
        return doubles;
      }
    }
    std::int64_t configurations;
    /// Of a configuration in one of the sets of labels.
    STARLING_FUNCTION Labels labels(std::int64_t c, std::int64_t label_set) const {
      const std::int64_t at = label_set * configurations + c;
      return {forces + label_set * force_at[configurations] + force_at[c], energies[at], virials + 9 * at};
    }
  };
  [[nodiscard]] View view() const;

  /// Sets the labels of a configuration, in eV and Angstrom, in one of the sets of labels.
  void set_labels(std::int64_t c, const std::vector<double>& forces, double energy, const std::array<double, 9>& virial,
                  std::int64_t label_set = 0);
  /// There is one set of labels, 0, until there shall be more: those that are added are zero.
  void add_label_sets(std::int64_t more);
  [[nodiscard]] std::int64_t label_sets() const { return label_sets_; }
  /// Numbers in one of them.
  [[nodiscard]] std::int64_t labels() const { return force_at_.back() + 10 * size(); }

  /// The descriptors of all atoms, unscaled where the potential's scaling is `none`: rows of function values in the order of
  /// elements, configurations and atoms; row r of element e.
  [[nodiscard]] std::vector<std::vector<double>> values_of_element(int e) const;

 private:
  void place_rows(const Potential& potential, const std::vector<AtomicConfiguration>& configurations,
                  const std::string& name);
  void describe(const DevicePotential& device);

  Storage storage_;
  int elements_;
  std::vector<int> function_counts_;
  std::vector<PairTerms> terms_;
  std::vector<std::int64_t> force_at_;
  std::int64_t label_sets_ = 1;
  std::int64_t most_neighbours_ = 0;
  std::int64_t most_derivatives_ = 0;
  DeviceArray<std::int64_t> element_begin_, first_pair_, values_at_, derivatives_at_, device_force_at_;
  DeviceArray<std::int32_t> atom_;
  DeviceArray<descriptors::Neighbour> neighbours_;
  DeviceArray<double> values_, doubles_, forces_, energies_, virials_;
  DeviceArray<float> floats_;
};

/// The statistics of a potential's functions over these configurations.
[[nodiscard]] std::vector<FunctionStatistics> statistics_of(const Potential& potential,
                                                            const std::vector<AtomicConfiguration>& configurations,
                                                            const std::string& name);

}  // namespace starling::potentials
