// Reading data, adding noise, and choosing functions.
#include "drivers/sgmcmc/targets/potential/data.hpp"

#include <algorithm>
#include <set>

#include "engine/failure.hpp"
#include "engine/io/atomic_file.hpp"
#include "engine/io/find_file.hpp"
#include "engine/potentials/n2p2_files.hpp"
#include "engine/potentials/singular_values.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"

namespace starling::sgmcmc {
namespace {

/// Keys of what belongs to the data and to no chain.
constexpr std::uint32_t label_chain = 0xffffffff;
constexpr std::uint32_t test_label_chain = 0xfffffffd;

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

/// `number` is the configuration's own among those that have noise of this key.
void add_label_noise(const TargetPlace& place, std::uint32_t chain, double deviation, std::size_t number,
                     std::vector<double>& forces) {
  if (deviation == 0.0) return;
  const random::Key key = random::make_key(place.seed, 0, chain);
  for (std::size_t k = 0; k < forces.size(); ++k) {
    forces[k] +=
        deviation * random::normal(static_cast<std::uint32_t>(k), key, number, random::Purpose::label_noise, 0);
  }
}

/// Where configurations are from that may be monitored.
struct MonitoredSource {
  std::string key;     ///< of the deck, that says so
  std::string words;   ///< "in a.extxyz", behind their number
  std::string name;    ///< of the file: "key = a.extxyz"
  std::size_t before;  ///< configurations of the file that are none of them
};

bool is_among(const AtomicConfiguration& one, const std::vector<AtomicConfiguration>& others) {
  return std::any_of(others.begin(), others.end(), [&](const AtomicConfiguration& other) {
    return one.edge == other.edge && one.positions == other.positions && one.elements == other.elements;
  });
}

/// Chooses what is monitored of these, evenly spaced. A teacher's functions are known wherever they are monitored; other
/// predictions are of configurations that are not learned from.
void monitor(const TargetPlace& place, const PotentialSettings& settings, const MonitoredSource& source,
             const std::vector<AtomicConfiguration>& among, PotentialData& data) {
  const auto wanted = static_cast<std::size_t>(settings.test_snapshots);
  if (wanted > among.size()) fail_about("target.test_snapshots", "there are {} {}", among.size(), source.words);
  for (std::size_t k = 0; k < wanted; ++k) {
    const std::size_t number = k * among.size() / wanted;
    const std::size_t in_file = source.before + number + 1;
    if (data.tested && !settings.teacher && is_among(among[number], data.train))
      fail_about(source.key, "configuration {} is learned from", in_file);
    (void)potentials::neighbours_of(among[number], data.potential.elements, data.potential.reach(),
                                    fmt::format("{}: configuration {}", source.name, in_file));
    data.monitored.push_back(among[number]);
    data.monitored_labels.push_back(among[number].forces);
    add_label_noise(place, test_label_chain, settings.label_noise, number, data.monitored_labels.back());
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

/// Over the configurations that functions are scaled by.
std::vector<std::string> remarks_on(const potentials::Potential& potential,
                                    const std::vector<AtomicConfiguration>& configurations, const std::string& name) {
  constexpr double smallest = 1e-10;
  constexpr double known_to = 1e-15;
  const potentials::DevicePotential device(potential);
  const potentials::ConfigurationSet set(potential, device, configurations, potentials::Storage::recompute, name);
  std::vector<std::string> remarks;
  for (int e = 0; std::cmp_less(e, potential.elements.size()); ++e) {
    const std::string& element = potential.elements[static_cast<std::size_t>(e)];
    const auto rows = set.values_of_element(e);
    if (std::cmp_less(rows.size(), potential.function_count(e))) {
      remarks.push_back(fmt::format("there are fewer atoms of {} ({}) than symmetry functions ({})", element,
                                    rows.size(), potential.function_count(e)));
      continue;
    }
    const double ratio = potentials::singular_value_ratio(rows);
    if (ratio >= smallest) continue;
    remarks.push_back(
        fmt::format("the symmetry functions of {} depend linearly on each other: over the data their singular values "
                    "reach down to {} of the largest",
                    element, ratio < known_to ? "less than 1e-15" : fmt::format("{:.1e}", ratio)));
  }
  return remarks;
}

}  // namespace

PotentialData read_potential_data(const TargetPlace& place, const PotentialSettings& settings) {
  PotentialData data;
  std::vector<AtomicConfiguration> file = read_extended_xyz(place.group, "target.file", settings.file, place.deck_file);
  if (settings.held_out >= std::ssize(file))
    fail_about("target.held_out", "nothing would be left of {}", settings.file);
  if (settings.snapshots > std::ssize(file) - settings.held_out) {
    fail_about("target.snapshots", "there are {} in {}{}", file.size(), settings.file,
               settings.held_out > 0 ? fmt::format(", of which {} are held out", settings.held_out) : "");
  }
  const auto held_out = file.end() - settings.held_out;
  data.train.assign(file.begin(), held_out);
  file.erase(file.begin(), held_out);
  std::set<std::string> elements;
  for (const AtomicConfiguration& configuration : data.train) {
    elements.insert(configuration.elements.begin(), configuration.elements.end());
  }
  data.potential = describe_potential(place, settings, elements);
  const std::string name = "target.file = " + settings.file;
  data.potential.statistics = potentials::statistics_of(data.potential, data.train, name);
  data.remarks = remarks_on(data.potential, data.train, name);
  const std::size_t before_held_out = data.train.size();
  if (settings.snapshots > 0) data.train.resize(static_cast<std::size_t>(settings.snapshots));
  data.tested = true;
  if (!settings.test_file.empty()) {
    const auto test = read_extended_xyz(place.group, "target.test_file", settings.test_file, place.deck_file);
    monitor(place, settings,
            {"target.test_file", "in " + settings.test_file, "target.test_file = " + settings.test_file, 0}, test,
            data);
  } else if (settings.held_out > 0) {
    monitor(place, settings, {"target.held_out", "that are held out", name, before_held_out}, file, data);
  } else {
    data.tested = false;
    monitor(place, settings, {"target.file", "that are learned from", name, 0}, data.train, data);
  }
  if (!settings.teacher) require_labels(settings, data.train);
  for (std::size_t c = 0; c < data.train.size(); ++c) {
    add_label_noise(place, label_chain, settings.label_noise, c, data.train[c].forces);
  }
  return data;
}

}  // namespace starling::sgmcmc
