// What an averaged array is: a name, axes, and a sample at one step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "drivers/active/analysis/density.hpp"
#include "drivers/active/analysis/surroundings.hpp"
#include "drivers/active/clusters.hpp"
#include "drivers/active/moments.hpp"
#include "engine/io/observables_file.hpp"

namespace starling::active {

/// What arrays are made of, at one step.
template <int D>
struct Scene {
  const Communicator& communicator;
  const Deck& deck;
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

// One file each; array_list.cpp lists them.
template <int D>
[[nodiscard]] ArrayObservable<D> radial_distribution(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> structure_factor(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> cluster_size_distribution(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> cluster_size_particles(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> density_histogram(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> effective_speed_by_density(const Deck& deck);
template <int D>
[[nodiscard]] ArrayObservable<D> particles_by_density(const Deck& deck);

/// All of them, in the order of the file.
template <int D>
[[nodiscard]] std::vector<ArrayObservable<D>> array_observables(const Deck& deck);

}  // namespace starling::active
