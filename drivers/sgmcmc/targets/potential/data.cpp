// Reading data, adding noise, and choosing functions.
#include "drivers/sgmcmc/targets/potential/data.hpp"

#include <algorithm>
#include <set>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"

namespace starling::sgmcmc {
namespace {

/// The key of what belongs to the data and to no chain.
constexpr std::uint32_t label_chain = 0xffffffff;

void require_labels(const PotentialSettings& settings, const std::vector<AtomicConfiguration>& configurations) {
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    const AtomicConfiguration& of = configurations[c];
    const char* missing = nullptr;
    if (of.forces.empty()) missing = "forces";
    if (settings.energy_noise_mean && !of.energy) missing = "energy";
    if (settings.virial_noise_mean && !of.virial) missing = "stress";
    if (missing != nullptr) fail_about("target.file", "configuration {} has no {}", c + 1, missing);
  }
}

void add_label_noise(const TargetPlace& place, double deviation, std::vector<AtomicConfiguration>& configurations) {
  if (deviation == 0.0) return;
  const random::Key key = random::make_key(place.seed, 0, label_chain);
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    for (std::size_t k = 0; k < configurations[c].forces.size(); ++k) {
      configurations[c].forces[k] +=
          deviation * random::normal(static_cast<std::uint32_t>(k), key, c, random::Purpose::label_noise, 0);
    }
  }
}

potentials::Potential describe_potential(const TargetPlace& place, const PotentialSettings& settings,
                                         const std::set<std::string>& elements) {
  potentials::Potential potential;
  potential.elements.assign(elements.begin(), elements.end());
  if (settings.functions_file.empty()) {
    potential.functions = potentials::mw24_functions(static_cast<int>(elements.size()));
    if (!settings.cutoff.empty()) potential.cutoff = settings.cutoff;
  } else {
    std::string text;
    place.group.together([&] {
      if (place.group.is_root())
        text = read_text_file(find_file("target.functions_file", settings.functions_file, place.deck_file));
    });
    potentials::take_n2p2_functions(place.group.broadcast(text), settings.functions_file, potential);
  }
  potential.scaling = settings.scaling;
  potential.activation = settings.activation;
  if (!settings.linear) {
    for (const double width : settings.hidden) potential.hidden.push_back(static_cast<int>(width));
    potential.scale = settings.energy_scale;
  }
  if (settings.repulsion_strength > 0.0) {
    potential.repulsion = {settings.repulsion_strength, settings.repulsion_range.value(),
                           settings.repulsion_cutoff.value()};
  }
  potentials::put_in_order(potential, "target");
  return potential;
}

}  // namespace

PotentialData read_potential_data(const TargetPlace& place, const PotentialSettings& settings) {
  PotentialData data;
  data.train = read_extended_xyz(place.group, "target.file", settings.file, place.deck_file);
  if (!settings.test_file.empty()) {
    data.test = read_extended_xyz(place.group, "target.test_file", settings.test_file, place.deck_file);
  }
  if (std::cmp_greater(settings.snapshots, data.train.size())) {
    fail_about("target.snapshots", "there are {} in {}", data.train.size(), settings.file);
  }
  std::set<std::string> elements;
  for (const AtomicConfiguration& configuration : data.train) {
    elements.insert(configuration.elements.begin(), configuration.elements.end());
  }
  data.potential = describe_potential(place, settings, elements);
  data.potential.statistics = potentials::statistics_of(data.potential, data.train, "target.file = " + settings.file);
  if (settings.snapshots > 0) data.train.resize(static_cast<std::size_t>(settings.snapshots));
  require_labels(settings, data.train);
  add_label_noise(place, settings.label_noise, data.train);
  return data;
}

}  // namespace starling::sgmcmc
