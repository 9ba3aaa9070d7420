// Likelihood from sweeps over configurations, prior from the parameters themselves.
#include "drivers/sgmcmc/targets/potential/potential_target.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "drivers/sgmcmc/targets/potential/data_terms.hpp"
#include "drivers/sgmcmc/targets/potential/host_points.hpp"
#include "engine/potentials/potential_json.hpp"
#include "engine/potentials/snapshot_sweep.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::sgmcmc {
namespace {

using potentials::SnapshotTask;

constexpr std::array<const char*, label_kinds> noise_names = {"force_noise", "energy_noise", "virial_noise"};

/// The scale of the noise of one kind of labels.
struct NoiseScale {
  std::size_t kind;
  double prior_mean;
  std::size_t parameter;  ///< place of its logarithm
};

class PotentialTarget final : public Target {
 public:
  PotentialTarget(const TargetPlace& place, const PotentialSettings& settings, const PotentialData& data)
      : settings_(settings),
        hash_(hash_of(data)),
        description_(nlohmann::json{{"potential", potentials::to_json(data.potential)},
                                    {"whitened", settings.whitened_noise.has_value()}}
                         .dump()),
        device_(data.potential),
        data_(place.group, data.potential, device_, data.train, settings.storage, "target.file = " + settings.file),
        monitored_(data.potential, device_, {monitored_configuration(data)}, potentials::Storage::f64,
                   "target.test_file = " + settings.test_file),
        monitored_sweep_(device_, monitored_),
        layout_(potentials::layout_of(data.potential, settings.spread)) {
    const std::array<std::optional<double>, label_kinds> means = {settings.noise_mean, settings.energy_noise_mean,
                                                                  settings.virial_noise_mean};
    for (std::size_t kind = 0; kind < label_kinds; ++kind) {
      if (!means[kind]) continue;
      const auto at = layout_.add({std::string("log_") + noise_names[kind], 1, 1, 0.0});
      noises_.push_back({kind, *means[kind], static_cast<std::size_t>(at)});
    }
    if (settings.whitened_noise) whiten(data.train);
    const auto components = static_cast<std::int64_t>(3 * monitored_.atoms(0));
    for (std::int64_t k = 0; k < std::min(settings.test_forces, components); ++k) {
      force_components_.push_back(
          static_cast<std::size_t>(k * components / std::min(settings.test_forces, components)));
    }
  }

  [[nodiscard]] const learning::ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::int64_t items() const override { return data_.items(); }
  [[nodiscard]] std::string data_hash() const override { return hash_; }
  [[nodiscard]] std::string description() const override { return description_; }
  [[nodiscard]] std::int64_t bytes() const override {
    return data_.bytes() + monitored_.bytes() + monitored_sweep_.bytes();
  }
  [[nodiscard]] std::int64_t bytes_per_chain() const override {
    return static_cast<std::int64_t>(sizeof(double)) * (device_.packed_size() + items() * device_.parameters());
  }

  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    std::vector<double> theta = learning::initial_parameters(layout_, key);
    if (whitening_) return theta;
    for (const NoiseScale& noise : noises_) {
      const double uniform =
          random::uniform(static_cast<std::uint32_t>(noise.kind), key, 0, random::Purpose::noise_scale_start, 0);
      // In (0, 1): the largest uniform number plus half a step would be rounded to 1, where log s is infinite.
      const double inside = std::min(uniform + 0x1p-54, 1.0 - 0x1p-53);
      const double drawn = -noise.prior_mean * math::log(inside);
      theta[noise.parameter] = math::log(noise.kind == 0 ? settings_.start_noise.value_or(drawn) : drawn);
    }
    return theta;
  }

  void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) override {
    const HostPoints host(points, layout_.size(), whitening_);
    const std::vector<double> sums = batch_sums(points, host, requests, true);
    const auto networks = static_cast<std::size_t>(device_.parameters());
    std::vector<double> out(static_cast<std::size_t>(layout_.size()));
    std::vector<double> whitened;
    for (std::size_t c = 0; c < requests.size(); ++c) {
      const double* const theta = host.chain(c);
      const double* const sum = sums.data() + c * (networks + label_kinds);
      const double scale = data_.scale_of(requests[c]);
      for (std::size_t k = 0; k < networks; ++k) {
        out[k] = math::fma(scale, sum[k], theta[k] / (settings_.spread * settings_.spread));
      }
      for (const NoiseScale& noise : noises_) {
        const double u = theta[noise.parameter];
        const double data = data_.components_of(requests[c], noise.kind) - sum[networks + noise.kind];
        out[noise.parameter] = math::fma(scale, data, math::exp(u) / noise.prior_mean - 1.0);
      }
      if (whitening_) {
        whitened.resize(out.size());
        whitening_->to_gradient(out.data(), whitened.data());
        out.swap(whitened);
      }
      Kokkos::deep_copy(
          Kokkos::View<double*, MemorySpace, Kokkos::MemoryUnmanaged>(
              gradient + static_cast<std::int64_t>(c) * points.stride, out.size()),
          Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(out.data(), out.size()));
    }
  }

  void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) override {
    const HostPoints host(points, layout_.size(), whitening_);
    const std::vector<double> sums = batch_sums(points, host, requests, false);
    for (std::size_t c = 0; c < requests.size(); ++c) {
      const double* const theta = host.chain(c);
      double data = 0.0;
      double prior = 0.5 * weights_square(theta);
      for (const NoiseScale& noise : noises_) {
        const double u = theta[noise.parameter];
        data += 0.5 * sums[c * label_kinds + noise.kind] + data_.components_of(requests[c], noise.kind) * u;
        prior += math::exp(u) / noise.prior_mean - u;
      }
      energy[c] = math::fma(data_.scale_of(requests[c]), data, prior);
    }
  }

  [[nodiscard]] std::vector<std::string> functions() const override {
    std::vector<std::string> names;
    for (const NoiseScale& noise : noises_) names.push_back(std::string("log_") + noise_names[noise.kind]);
    names.emplace_back("weights_square");
    if (settings_.linear) names.emplace_back("first_weight");
    for (const std::size_t component : force_components_) names.push_back(fmt::format("force_{}", component));
    return names;
  }

  /// log s of each noise, sum of w^2 / tau^2 over the number of weights, the first weight of a linear potential, and forces of
  /// the monitored configuration.
  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    const HostPoints host(points, layout_.size(), whitening_);
    std::vector<SnapshotTask> tasks;
    for (std::int64_t c = 0; c < points.chains; ++c) tasks.push_back({c, 0});
    set_parameters(points, host, monitored_sweep_);
    const auto predictions = monitored_sweep_.predict(tasks);
    std::size_t at = 0;
    for (std::size_t c = 0; c < tasks.size(); ++c) {
      for (const NoiseScale& noise : noises_) values[at++] = host.chain(c)[noise.parameter];
      values[at++] = weights_square(host.chain(c)) / static_cast<double>(device_.parameters());
      if (settings_.linear) values[at++] = host.chain(c)[0];
      for (const std::size_t component : force_components_) values[at++] = predictions[c].forces[component];
    }
  }

 private:
  /// Chains begin at twice the width of the law that whitened parameters would have at this noise.
  void whiten(const std::vector<AtomicConfiguration>& configurations) {
    std::vector<std::vector<double>> labels;
    for (std::size_t c = 0; c < configurations.size(); ++c) {
      labels.push_back(configurations[c].forces);
      const std::vector<double>& repulsion = data_.set().repulsion(static_cast<std::int64_t>(c)).forces;
      for (std::size_t k = 0; k < repulsion.size(); ++k) labels.back()[k] -= repulsion[k];
    }
    whitening_.emplace(data_.sweep(), labels, settings_.whitened_noise.value(), settings_.spread);
    std::vector<learning::ParameterBlock> blocks = layout_.blocks();
    for (learning::ParameterBlock& block : blocks) block.spread = 2.0;
    layout_ = learning::ParameterLayout(blocks);
  }

  /// Sum of w^2 / tau^2.
  [[nodiscard]] double weights_square(const double* theta) const {
    double sum = 0.0;
    for (std::int64_t k = 0; k < device_.parameters(); ++k) sum = math::fma(theta[k], theta[k], sum);
    return sum / (settings_.spread * settings_.spread);
  }

  void set_parameters(const ChainPoints& points, const HostPoints& host, potentials::SnapshotSweep& sweep) {
    if (!whitening_) return sweep.set_parameters({points.values, points.chains, points.stride});
    const auto on_device = device_copy("parameters of whitened ones", host.values());
    sweep.set_parameters({on_device.data(), points.chains, layout_.size()});
  }

  /// DataTerms::sums() at the points.
  [[nodiscard]] std::vector<double> batch_sums(const ChainPoints& points, const HostPoints& host,
                                               std::span<const ChainRequest> requests, bool with_gradient) {
    std::vector<potentials::LossWeights> weights;
    for (std::size_t c = 0; c < requests.size(); ++c) {
      double weight[label_kinds] = {};
      for (const NoiseScale& noise : noises_) weight[noise.kind] = math::exp(-2.0 * host.chain(c)[noise.parameter]);
      weights.push_back({weight[0], weight[1], weight[2]});
    }
    set_parameters(points, host, data_.sweep());
    return data_.sums(requests, weights, with_gradient);
  }

  PotentialSettings settings_;
  std::string hash_;
  std::string description_;
  potentials::DevicePotential device_;
  DataTerms data_;
  potentials::ConfigurationSet monitored_;
  potentials::SnapshotSweep monitored_sweep_;
  learning::ParameterLayout layout_;
  std::optional<Whitening> whitening_;
  std::vector<NoiseScale> noises_;
  std::vector<std::size_t> force_components_;
};

}  // namespace

std::unique_ptr<Target> make_potential_target(const TargetPlace& place, const PotentialSettings& settings,
                                              const PotentialData& data) {
  return std::make_unique<PotentialTarget>(place, settings, data);
}

}  // namespace starling::sgmcmc
