// An averaged array: a name, axes, and a sample at one step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "drivers/active/observables/measurement.hpp"
#include "engine/io/tables/observables_file.hpp"

namespace starling::active {

/// What arrays are made of, at one step.
template <int D>
struct Scene {
  const Simulation<D>& simulation;
  const ParticleQuantities<D>& quantities;
  const ClusterCensus& clusters;        ///< empty without a cluster distance
  const ProbeHistogram& probes;         ///< empty without a probe radius
  const Surroundings<D>& surroundings;  ///< within the probe radius, and pairs up to the radial range
};

/// An array that is sampled every observables.profile_every steps and averaged. `sample` is collective and gives the
/// same bits on every rank; a NaN is an entry without a value this time.
template <int D>
struct ArrayObservable {
  ArrayLayout layout;
  std::string undefined;  ///< why it has no value for this deck; empty if it has
  std::function<std::vector<double>(const Scene<D>&)> sample;
};

/// Counts over a divisor.
[[nodiscard]] inline std::vector<double> over(const std::vector<std::int64_t>& counts, double divisor) {
  std::vector<double> values;
  for (const std::int64_t count : counts) values.push_back(static_cast<double>(count) / divisor);
  return values;
}

// One file each.
template <int D>
void add_radial_distribution(const Deck& deck, std::vector<ArrayObservable<D>>& list);
template <int D>
void add_structure_factor(const Deck& deck, std::vector<ArrayObservable<D>>& list);
template <int D>
void add_cluster_sizes(const Deck& deck, std::vector<ArrayObservable<D>>& list);
template <int D>
void add_density_arrays(const Deck& deck, const Model<D>& model, std::vector<ArrayObservable<D>>& list);

}  // namespace starling::active
