// A configuration of two elements and potentials of it, whose numbers mean nothing.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "engine/io/particles/extended_xyz.hpp"
#include "engine/potentials/configuration_set.hpp"
#include "engine/potentials/potential.hpp"
#include "engine/potentials/snapshot_sweep.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::potentials::testing_support {

inline double any_uniform(std::uint32_t entity, std::uint64_t step) {
  return random::uniform(entity, random::make_key(11), step, random::Purpose::initial_position, 0);
}

/// Atoms that are no nearer to each other than 1.3 Angstrom; every third is oxygen.
inline AtomicConfiguration two_elements(std::size_t atoms) {
  AtomicConfiguration configuration;
  configuration.edge = {9.0, 9.5, 10.0};
  for (std::uint32_t trial = 0; configuration.atoms() < atoms; ++trial) {
    double at[3];
    for (std::uint64_t axis = 0; axis < 3; ++axis) at[axis] = configuration.edge[axis] * any_uniform(trial, axis);
    bool free = true;
    for (std::size_t j = 0; j < configuration.atoms(); ++j) {
      double square = 0.0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double apart = std::abs(at[axis] - configuration.positions[3 * j + axis]);
        const double near = std::min(apart, configuration.edge[axis] - apart);
        square += near * near;
      }
      free &= square > 1.3 * 1.3;
    }
    if (!free) continue;
    configuration.elements.emplace_back(configuration.atoms() % 3 == 0 ? "O" : "H");
    for (const double x : at) configuration.positions.push_back(x);
  }
  for (std::uint32_t k = 0; k < 3 * atoms; ++k) configuration.forces.push_back(any_uniform(k, 7) - 0.5);
  configuration.energy = 0.3;
  configuration.virial = {{0.1, 0.2, 0.3, 0.2, -0.5, 0.4, 0.3, 0.4, 0.7}};
  return configuration;
}

/// Radial, narrow and wide functions of all elements and pairs.
inline Potential small_potential(const std::string& cutoff, const std::string& activation) {
  using Kind = SymmetryFunction::Kind;
  Potential potential;
  potential.elements = {"O", "H"};
  potential.atom_energies = {-1.25, -0.5};
  potential.cutoff = cutoff;
  potential.activation = activation;
  potential.hidden = {7, 5};
  potential.scale = 0.7;
  potential.repulsion = {0.05, 1.4, 2.9};
  for (int centre = 0; centre < 2; ++centre) {
    for (int first = 0; first < 2; ++first) {
      potential.functions.push_back({centre, Kind::radial, 4.2, 0.3, 0.0, 1, 1, first, first});
      potential.functions.push_back({centre, Kind::radial, 4.2, 2.0, 1.8, 1, 1, first, first});
      for (int second = first; second < 2; ++second) {
        potential.functions.push_back({centre, Kind::wide, 4.0, 0.05, 0.0, 1, 1, first, second});
        potential.functions.push_back({centre, Kind::wide, 4.0, 0.05, 0.2, 2, -1, first, second});
        potential.functions.push_back({centre, Kind::wide, 3.7, 0.05, 0.0, 9, -1, first, second});
        potential.functions.push_back({centre, Kind::narrow, 4.0, 0.02, 0.4, 4, 1, first, second});
      }
    }
  }
  put_in_order(potential, "test");
  return potential;
}

/// Numbers of order one.
inline std::vector<double> any_parameters(const Potential& potential) {
  return learning::initial_parameters(layout_of(potential, 1.0), random::make_key(5));
}

/// What a potential gives for configurations.
inline std::vector<SnapshotSweep::Prediction> predictions(const Potential& potential,
                                                          const std::vector<double>& parameters,
                                                          const std::vector<AtomicConfiguration>& configurations,
                                                          Storage storage = Storage::f64) {
  DevicePotential device(potential);
  const ConfigurationSet set(potential, device, configurations, storage, "test");
  SnapshotSweep sweep(device, set);
  const auto on_device = device_copy("parameters", parameters);
  sweep.set_parameters({on_device.data(), 1, 0});
  std::vector<SnapshotTask> tasks;
  for (std::int64_t c = 0; c < set.size(); ++c) tasks.push_back({0, c});
  return sweep.predict(tasks);
}

}  // namespace starling::potentials::testing_support
