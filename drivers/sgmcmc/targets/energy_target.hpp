// A potential energy of kernels/energies as the target that chains see, with noise that stands for that of batches.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "engine/deck/parameters.hpp"
#include "kernels/energies/evaluate.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/chain_normals.hpp"
#include "kernels/samplers/sweep.hpp"

namespace starling::sgmcmc {

/// Where chains begin, and how noisy what they are told is.
struct EnergySettings {
  double start_spread = 1.0;    ///< standard deviation of each component at the start
  double gradient_noise = 0.0;  ///< variance b of the noise of each component of a gradient
  double energy_noise = 0.0;    ///< standard deviation of the noise of an energy
};

/// Functions to watch: the first ten components, and those that the energy names. Every rank of the group computes all.
template <class Energy>
class EnergyTarget final : public Target {
 public:
  EnergyTarget(const Energy& energy, const EnergySettings& settings) : energy_(energy), settings_(settings) {
    layout_.add({"x", 1, energy.dimension, settings.start_spread});
  }

  [[nodiscard]] const learning::ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    return learning::initial_parameters(layout_, key);
  }

  void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) override {
    energies::gradients(energy_, of(points), gradient);
    if (settings_.gradient_noise == 0.0 || requests.front().exact) return;
    upload(requests);
    const samplers::ChainShape shape{points.chains, energy_.dimension, points.stride};
    samplers::sweep(shape, {keys_.data(), requests.front().evaluation, random::Purpose::gradient_noise},
                    spreads_.data(), energies::AddNoise{gradient});
  }

  void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) override {
    ensure_size(values_, "energies", points.chains);
    energies::energies_of(energy_, of(points), values_.data());
    copy_values(energy);
    if (settings_.energy_noise == 0.0) return;
    for (std::size_t c = 0; c < energy.size(); ++c) {
      if (requests[c].exact) continue;
      energy[c] += settings_.energy_noise *
                   random::parameter_normal(0, requests[c].key, requests[c].evaluation, random::Purpose::energy_noise);
    }
  }

  [[nodiscard]] std::vector<std::string> functions() const override {
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < shown(); ++i) names.push_back(fmt::format("x_{}", i));
    for (int k = 0; k < Energy::functions; ++k) names.emplace_back(Energy::function_name(k));
    return names;
  }

  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    ensure_size(values_, "functions", points.chains * Energy::functions);
    energies::functions_of(energy_, of(points), values_.data());
    std::vector<double> own(static_cast<std::size_t>(points.chains * Energy::functions));
    copy_values(own);
    const auto from = Kokkos::create_mirror_view_and_copy(
        Kokkos::HostSpace(), Kokkos::View<const double*, MemorySpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
                                 points.values, static_cast<std::size_t>(points.chains * points.stride)));
    std::size_t at = 0;
    for (std::int64_t c = 0; c < points.chains; ++c) {
      for (std::int64_t i = 0; i < shown(); ++i) values[at++] = from(static_cast<std::size_t>(c * points.stride + i));
      for (int k = 0; k < Energy::functions; ++k)
        values[at++] = own[static_cast<std::size_t>(c * Energy::functions + k)];
    }
  }

 private:
  using HostSpan = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

  [[nodiscard]] static energies::Points of(const ChainPoints& points) {
    return {points.values, points.chains, points.stride};
  }
  [[nodiscard]] std::int64_t shown() const { return energy_.dimension < 10 ? energy_.dimension : 10; }

  void copy_values(std::span<double> to) const {
    Kokkos::deep_copy(HostSpan(to.data(), to.size()),
                      Kokkos::subview(values_, std::pair<std::size_t, std::size_t>(0, to.size())));
  }

  void upload(std::span<const ChainRequest> requests) {
    ensure_size(keys_, "keys", static_cast<std::int64_t>(requests.size()));
    ensure_size(spreads_, "spreads", static_cast<std::int64_t>(requests.size()));
    const auto keys = Kokkos::create_mirror_view(keys_);
    for (std::size_t c = 0; c < requests.size(); ++c) keys(c) = requests[c].key;
    Kokkos::deep_copy(keys_, keys);
    Kokkos::deep_copy(spreads_, std::sqrt(settings_.gradient_noise));
  }

  Energy energy_;
  EnergySettings settings_;
  learning::ParameterLayout layout_;
  DeviceArray<double> values_;
  DeviceArray<random::Key> keys_;
  DeviceArray<double> spreads_;
};

template <class Energy>
class ChosenEnergy final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    describe_numbers<Energy>(parameters_, NumberDeclarer{schema});
    schema.key("start_spread", settings_.start_spread, "standard deviation of each component where chains begin")
        .at_least(0);
    schema
        .key("gradient_noise", settings_.gradient_noise,
             "variance of normal noise of each component of a gradient, as batches would make it")
        .at_least(0)
        .symbol("b");
    schema
        .key("energy_noise", settings_.energy_noise,
             "standard deviation of normal noise of an energy, as batches would make it")
        .at_least(0)
        .symbol("sigma");
  }
  void check() const override { require_no_objection(Energy::objection(parameters_)); }
  [[nodiscard]] double gradient_noise() const override { return settings_.gradient_noise; }
  [[nodiscard]] double energy_noise() const override { return settings_.energy_noise; }
  [[nodiscard]] std::unique_ptr<Target> make(const TargetPlace& /*place*/) const override {
    check();
    return std::make_unique<EnergyTarget<Energy>>(Energy::from(parameters_), settings_);
  }

 private:
  typename Energy::Parameters parameters_;
  EnergySettings settings_;
};

}  // namespace starling::sgmcmc
