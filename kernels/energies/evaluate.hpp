// Energies and gradients of many points, which chains hold.
#pragma once

#include <Kokkos_Core.hpp>

#include <cstdint>

#include "kernels/energies/concepts.hpp"
#include "kernels/kokkos_compatibility.hpp"

namespace starling::energies {

/// One point per chain: component i of chain c at c * stride + i.
struct Points {
  const double* values;
  std::int64_t chains;
  std::int64_t stride;
};

template <class Energy>
struct GradientOfChain {
  Energy energy;
  Points points;
  double* gradient;
  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    energy.gradient(points.values + chain * points.stride, gradient + chain * points.stride);
  }
};

/// The gradient at each point, in the points' layout.
template <PotentialEnergy Energy>
void gradients(const Energy& energy, const Points& points, double* gradient) {
  Kokkos::parallel_for("gradients", IndexRange(0, points.chains), GradientOfChain<Energy>{energy, points, gradient});
}

template <class Energy>
struct EnergyOfChain {
  Energy energy;
  Points points;
  double* energies;
  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    energies[chain] = energy.energy(points.values + chain * points.stride);
  }
};

/// energies[c]: U of chain c.
template <PotentialEnergy Energy>
void energies_of(const Energy& energy, const Points& points, double* energies) {
  Kokkos::parallel_for("energies", IndexRange(0, points.chains), EnergyOfChain<Energy>{energy, points, energies});
}

template <class Energy>
struct FunctionsOfChain {
  Energy energy;
  Points points;
  double* values;
  STARLING_FUNCTION void operator()(std::int64_t chain) const {
    for (int k = 0; k < Energy::functions; ++k) {
      values[chain * Energy::functions + k] = energy.function(k, points.values + chain * points.stride);
    }
  }
};

/// values[c * functions + k]: function k of chain c.
template <PotentialEnergy Energy>
void functions_of(const Energy& energy, const Points& points, double* values) {
  Kokkos::parallel_for("functions", IndexRange(0, points.chains), FunctionsOfChain<Energy>{energy, points, values});
}

/// g <- g + k xi, of one parameter of a chain (kernels/samplers/sweep.hpp): noise that stands for that of batches.
struct AddNoise {
  static constexpr int coefficients = 1;
  double* gradient;
  STARLING_FUNCTION void operator()(std::int64_t at, const double (&k)[coefficients], double noise) const {
    gradient[at] += k[0] * noise;
  }
};

}  // namespace starling::energies
