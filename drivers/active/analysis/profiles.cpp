// Sampling all arrays from one scene.
#include "drivers/active/analysis/profiles.hpp"

#include <nlohmann/json.hpp>

#include "drivers/active/observables/averaged_cadence.hpp"

namespace starling::active {

template <int D>
Profiles<D>::Profiles(const Deck& deck, const Model<D>& model)
    : deck_(deck),
      every_(deck.profile_every),
      lag_curves_(deck, deck.observe_every, model.record.activity_components > 0) {
  if (deck.profile_every == 0) return;
  add_radial_distribution(deck, arrays_);
  add_structure_factor(deck, arrays_);
  add_cluster_sizes(deck, arrays_);
  add_density_arrays(deck, model, arrays_);
  for (const ArrayObservable<D>& array : arrays_) {
    averages_.emplace_back(array.undefined.empty() ? array.layout.size() : 0);
  }
}

template <int D>
bool Profiles<D>::due(std::int64_t step) const {
  return every_ > 0 && step > deck_.equilibration && step % every_ == 0;
}

template <int D>
void Profiles<D>::add(std::int64_t step, const Simulation<D>& simulation, const Moments& moments,
                      Measurement<D>& measurement) {
  simulation.communicator().together([&] { lag_curves_.add(step - deck_.equilibration, moments); });
  if (!due(step)) return;
  const Scene<D> scene{simulation, measurement.quantities(), measurement.structure().clusters(),
                       measurement.structure().probes(), measurement.look_around(simulation, deck_.radial_bins)};
  std::vector<std::vector<double>> samples;
  for (const ArrayObservable<D>& array : arrays_) {
    samples.push_back(array.undefined.empty() ? array.sample(scene) : std::vector<double>());
  }
  simulation.communicator().together([&] {
    for (std::size_t k = 0; k < samples.size(); ++k) averages_[k].push(samples[k]);
  });
}

template <int D>
std::vector<AveragedArray> Profiles<D>::arrays() const {
  std::vector<AveragedArray> all = lag_curves_.arrays();
  for (std::size_t k = 0; k < arrays_.size(); ++k) {
    all.push_back(averaged(arrays_[k].layout, arrays_[k].undefined, averages_[k]));
  }
  return all;
}

template <int D>
nlohmann::json Profiles<D>::save() const {
  nlohmann::json state{{"lag_curves", lag_curves_.save()}, {"arrays", nlohmann::json::object()}};
  std::int64_t samples = 0;
  for (std::size_t k = 0; k < arrays_.size(); ++k) {
    state["arrays"][arrays_[k].layout.name] = averages_[k].save();
    for (std::size_t entry = 0; entry < averages_[k].size(); ++entry) samples += averages_[k].entry(entry).samples();
  }
  state["averaged_every"] = samples > 0 ? every_ : 0;
  return state;
}

template <int D>
void Profiles<D>::load(const nlohmann::json& state) {
  lag_curves_.load(deck_, state.at("lag_curves"));
  every_ = averaged_every(state.at("averaged_every").get<std::int64_t>(), deck_.profile_every);
  for (std::size_t k = 0; k < arrays_.size(); ++k) {
    const std::string& name = arrays_[k].layout.name;
    if (!state.at("arrays").contains(name)) continue;  // the run did not sample it so far
    ArrayAverage loaded = ArrayAverage::load(state.at("arrays").at(name));
    if (loaded.size() != averages_[k].size()) {
      fail(ExitCode::bad_input, "the checkpoint's array '{}' has {} entries, this deck's {}", name, loaded.size(),
           averages_[k].size());
    }
    averages_[k] = std::move(loaded);
  }
}

template class Profiles<1>;
template class Profiles<2>;
template class Profiles<3>;

}  // namespace starling::active
