// Forces that are monitored, and what is known of them.
#pragma once

#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/potential/data.hpp"
#include "drivers/sgmcmc/targets/target.hpp"
#include "engine/potentials/snapshot_sweep.hpp"

namespace starling::sgmcmc {

/// Components of forces, evenly spaced over each of the monitored configurations.
class MonitoredForces {
 public:
  /// `device` outlives it.
  MonitoredForces(const PotentialSettings& settings, const PotentialData& data, potentials::DevicePotential& device);

  [[nodiscard]] std::int64_t bytes() const { return set_.bytes() + sweep_.bytes(); }
  [[nodiscard]] std::size_t count() const { return components_.size(); }
  /// force_<component>, counted over all monitored configurations.
  [[nodiscard]] std::vector<std::string> names() const;
  /// What is known of them; functions are counted from `first` on. None where they are learned from, or have no labels.
  [[nodiscard]] std::vector<KnownValue> known(std::size_t first) const;

  /// The potentials that predictions() are of.
  [[nodiscard]] potentials::SnapshotSweep& sweep() { return sweep_; }
  /// Of each vector of parameters its components, one vector after the other.
  [[nodiscard]] std::vector<double> predictions(std::int64_t vectors);

 private:
  /// A component of the configuration's forces.
  struct Component {
    std::size_t configuration;
    std::size_t place;
    std::size_t number;  ///< counted over all configurations
    double force;        ///< in the file, and with noise; NaN if there is none
    double label;
  };

  potentials::ConfigurationSet set_;
  potentials::SnapshotSweep sweep_;
  std::vector<Component> components_;
  bool known_;
};

}  // namespace starling::sgmcmc
