// Which components are monitored, and their predictions.
#include "drivers/sgmcmc/targets/potential/monitored_forces.hpp"

#include <algorithm>
#include <limits>

namespace starling::sgmcmc {

MonitoredForces::MonitoredForces(const PotentialSettings& settings, const PotentialData& data,
                                 potentials::DevicePotential& device)
    : set_(data.potential, device, data.monitored, potentials::Storage::f64, "of those monitored"),
      sweep_(device, set_),
      known_(data.tested) {
  constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
  std::size_t before = 0;
  for (std::size_t c = 0; c < data.monitored.size(); ++c) {
    const std::size_t all = 3 * data.monitored[c].atoms();
    const std::size_t wanted = std::min(static_cast<std::size_t>(settings.test_forces), all);
    const bool labelled = !data.monitored[c].forces.empty();
    for (std::size_t k = 0; k < wanted; ++k) {
      const std::size_t place = k * all / wanted;
      components_.push_back({c, place, before + place, labelled ? data.monitored[c].forces[place] : not_known,
                             labelled ? data.monitored_labels[c][place] : not_known});
    }
    before += all;
  }
}

std::vector<std::string> MonitoredForces::names() const {
  std::vector<std::string> names;
  for (const Component& of : components_) names.push_back(fmt::format("force_{}", of.number));
  return names;
}

std::vector<KnownValue> MonitoredForces::known(std::size_t first) const {
  std::vector<KnownValue> values;
  for (std::size_t k = 0; known_ && k < components_.size(); ++k) {
    const Component& of = components_[k];
    if (std::isnan(of.force)) continue;
    values.push_back({first + k, of.force, of.label, static_cast<std::int64_t>(of.configuration)});
  }
  return values;
}

std::vector<double> MonitoredForces::predictions(std::int64_t vectors) {
  std::vector<potentials::SnapshotTask> tasks;
  for (std::int64_t v = 0; v < vectors; ++v) {
    for (std::int64_t c = 0; c < set_.size(); ++c) tasks.push_back({v, c});
  }
  const auto forces = sweep_.predict(tasks);
  std::vector<double> values;
  for (std::size_t first = 0; first < forces.size(); first += static_cast<std::size_t>(set_.size())) {
    for (const Component& of : components_) values.push_back(forces[first + of.configuration].forces[of.place]);
  }
  return values;
}

}  // namespace starling::sgmcmc
