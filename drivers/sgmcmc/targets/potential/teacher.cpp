// Predictions and noise.
#include "drivers/sgmcmc/targets/potential/teacher.hpp"

#include "kernels/device_copy.hpp"
#include "kernels/random/normal.hpp"

namespace starling::sgmcmc {

std::vector<std::vector<double>> teacher_forces(potentials::SnapshotSweep& sweep, std::int64_t configurations,
                                                const std::vector<double>& parameters, double deviation,
                                                random::Key key) {
  const auto on_device = device_copy("the teacher's parameters", parameters);
  sweep.set_parameters({on_device.data(), 1, static_cast<std::int64_t>(parameters.size())});
  std::vector<potentials::SnapshotTask> tasks;
  for (std::int64_t c = 0; c < configurations; ++c) tasks.push_back({0, c});
  std::vector<std::vector<double>> forces;
  for (const auto& prediction : sweep.predict(tasks)) {
    const std::size_t c = forces.size();
    std::vector<double>& labels = forces.emplace_back(prediction.forces);
    for (std::size_t k = 0; k < labels.size(); ++k) {
      labels[k] += deviation * random::normal(static_cast<std::uint32_t>(k), key, c, random::Purpose::label_noise, 0);
    }
  }
  return forces;
}

}  // namespace starling::sgmcmc
