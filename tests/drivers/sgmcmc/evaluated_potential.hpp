// A small potential as a target, evaluated at two points.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/potential/potential_target.hpp"
#include "engine/comm/communicator.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc::testing_support {

inline const std::string data_folder = std::string(STARLING_SOURCE_DIR) + "/inputs/data/";

inline PotentialSettings small_settings() {
  PotentialSettings settings;
  settings.file = data_folder + "mw64_train.extxyz";
  settings.test_file = data_folder + "mw64_test.extxyz";
  settings.snapshots = 3;
  settings.label_noise = 0.05;
  settings.hidden = {5, 4};
  settings.energy_noise_mean = 0.2;
  settings.virial_noise_mean = 0.3;
  settings.repulsion_strength = 0.01;
  settings.repulsion_range = 2.4;
  settings.repulsion_cutoff = 3.0;
  settings.spread = 1.3;
  return settings;
}

/// A target over one group of ranks, and two points.
struct Evaluated {
  std::unique_ptr<Target> target;
  std::vector<double> points;
  std::int64_t parameters = 0;

  Evaluated(const Communicator& group, const PotentialSettings& settings) {
    const TargetPlace place{group, 7, "deck.ini"};
    target = make_potential_target(place, settings, read_potential_data(place, settings));
    parameters = target->layout().size();
    for (std::uint32_t chain = 0; chain < 2; ++chain) {
      const auto start = target->start(random::make_key(3, 0, chain));
      points.insert(points.end(), start.begin(), start.end());
    }
  }
  [[nodiscard]] static std::vector<ChainRequest> requests(const std::vector<std::int64_t>& batch) {
    return {{random::make_key(3, 0, 0), 0, batch, false}, {random::make_key(3, 0, 1), 0, {}, true}};
  }
  [[nodiscard]] std::vector<double> energies(const std::vector<double>& at,
                                             const std::vector<std::int64_t>& batch) const {
    const auto on_device = device_copy("points", at);
    std::vector<double> out(2);
    target->energy({on_device.data(), 2, parameters}, requests(batch), out);
    return out;
  }
  [[nodiscard]] std::vector<double> gradients(const std::vector<std::int64_t>& batch) const {
    const auto on_device = device_copy("points", points);
    const DeviceArray<double> out("gradients", points.size());
    target->gradient({on_device.data(), 2, parameters}, requests(batch), out.data());
    return host_copy(out);
  }
};

}  // namespace starling::sgmcmc::testing_support
