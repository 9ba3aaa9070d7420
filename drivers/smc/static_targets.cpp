// The registry of static targets, from the list in kernels/targets.
#include "drivers/smc/static_targets.hpp"

#include <algorithm>
#include <tuple>

#include "drivers/smc/model_entry.hpp"
#include "drivers/smc/regression_data.hpp"
#include "drivers/smc/static_target_of.hpp"
#include "engine/deck/nearest_name.hpp"
#include "kernels/targets/registry.hpp"

namespace starling::smc {

namespace {

template <class Target>
std::unique_ptr<StaticTarget> make_from_data(const typename Target::Parameters& parameters, const TargetData& data) {
  if constexpr (Target::needs_data) {
    const std::vector<double> features = signed_features(parameters, data);
    const DeviceArray<double> device("features", features.size());
    using HostArray = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
    Kokkos::deep_copy(device, HostArray(features.data(), features.size()));
    const auto observations = data.rows.size();
    const typename Target::Data view{device.data(), static_cast<int>(observations),
                                     static_cast<int>(features.size() / observations)};
    return std::make_unique<StaticTargetOf<Target>>(Target::from(parameters, view), device);
  } else {
    return std::make_unique<StaticTargetOf<Target>>(Target::from(parameters));
  }
}

template <class Target>
std::unique_ptr<StaticTarget> make_from_values(const ModelParameters& values, const TargetData& data) {
  const auto parameters = parameters_of<typename Target::Parameters, Target>(values);
  require_no_objection(Target::objection(parameters));
  return make_from_data<Target>(parameters, data);
}

struct TargetEntry {
  ModelDescription description;
  bool needs_data;
  std::unique_ptr<StaticTarget> (*make)(const ModelParameters& values, const TargetData& data);
};

template <class... Target>
std::vector<TargetEntry> entries_of(std::tuple<Target...>* /*list*/) {
  return {TargetEntry{describe_model<Target>(), Target::needs_data, make_from_values<Target>}...};
}

const std::vector<TargetEntry>& target_registry() {
  static const std::vector<TargetEntry> entries = entries_of(static_cast<StaticTargetList*>(nullptr));
  return entries;
}

const TargetEntry* find_target(const std::string& name) {
  for (const TargetEntry& entry : target_registry()) {
    if (entry.description.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

std::vector<ModelDescription> static_targets() {
  std::vector<ModelDescription> descriptions;
  for (const TargetEntry& entry : target_registry()) descriptions.push_back(entry.description);
  return descriptions;
}

bool target_needs_data(const std::string& name) {
  const TargetEntry* const entry = find_target(name);
  return entry != nullptr && entry->needs_data;
}

std::unique_ptr<StaticTarget> make_target(const std::string& name, const ModelParameters& values,
                                          const TargetData& data) {
  const TargetEntry* const entry = find_target(name);
  if (entry == nullptr) {
    std::vector<std::string> names;
    for (const TargetEntry& each : target_registry()) names.push_back(each.description.name);
    fail_about("model.name", "model.name = {} is no static target, which tempering needs; did you mean {}?", name,
               nearest_name(name, names));
  }
  std::vector<std::string> known;
  for (const ModelParameter& parameter : entry->description.parameters) known.push_back(parameter.name);
  for (const auto& [key, value] : values) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      fail_about("model." + key, "model.{} is not a number of model '{}'; did you mean {}?", key, name,
                 nearest_name(key, known));
    }
  }
  return entry->make(values, data);
}

}  // namespace starling::smc
