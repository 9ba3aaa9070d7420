// Likelihood from sweeps over configurations, prior from the parameters themselves.
#include "drivers/sgmcmc/targets/potential/potential_target.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "drivers/sgmcmc/targets/potential/data_terms.hpp"
#include "drivers/sgmcmc/targets/potential/host_points.hpp"
#include "drivers/sgmcmc/targets/potential/monitored_forces.hpp"
#include "drivers/sgmcmc/targets/potential/noise_scale.hpp"
#include "drivers/sgmcmc/targets/potential/teacher.hpp"
#include "engine/potentials/potential_json.hpp"
#include "engine/potentials/snapshot_sweep.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::sgmcmc {
namespace {

constexpr std::array<const char*, label_kinds> noise_names = {"force_noise", "energy_noise", "virial_noise"};

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
        monitored_(settings, data, device_),
        layout_(potentials::layout_of(data.potential, settings.spread)),
        remarks_(data.remarks) {
    const std::array<std::optional<double>, label_kinds> means = {settings.noise_mean, settings.energy_noise_mean,
                                                                  settings.virial_noise_mean};
    for (std::size_t kind = 0; kind < label_kinds; ++kind) {
      if (!means[kind]) continue;
      const auto at = layout_.add({std::string("log_") + noise_names[kind], 1, 1, 0.0});
      const bool normal = kind == 0 && settings.noise_spread.has_value();
      noises_.push_back({kind, static_cast<std::size_t>(at), normal ? settings.noise_median.value() : *means[kind],
                         normal ? *settings.noise_spread : 0.0});
    }
    if (settings.whitened_noise) whiten(data.train);
  }

  [[nodiscard]] const learning::ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::int64_t items() const override { return data_.items(); }
  [[nodiscard]] std::string data_hash() const override { return hash_; }
  [[nodiscard]] std::int64_t bytes() const override { return data_.bytes() + monitored_.bytes(); }
  [[nodiscard]] std::string description() const override { return description_; }
  [[nodiscard]] std::int64_t bytes_per_chain() const override {
    // Label sets double as chains come, and while they do there are the old ones beside the new.
    const std::int64_t labels = settings_.teacher ? 3 * data_.set().labels() : 0;
    return static_cast<std::int64_t>(sizeof(double)) *
           (device_.packed_size() + items() * device_.parameters() + labels);
  }

  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    std::vector<double> theta = learning::initial_parameters(layout_, key);
    if (whitening_) return theta;
    for (const NoiseScale& noise : noises_) {
      const bool given = noise.kind == 0 && settings_.start_noise;
      theta[noise.parameter] = given ? math::log(*settings_.start_noise) : noise.draw(key);
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
        out[noise.parameter] = math::fma(scale, data, noise.slope(u));
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
        prior += noise.energy(u);
      }
      energy[c] = math::fma(data_.scale_of(requests[c]), data, prior);
    }
  }

  [[nodiscard]] std::vector<std::string> functions() const override {
    std::vector<std::string> names;
    for (const NoiseScale& noise : noises_) names.push_back(std::string("log_") + noise_names[noise.kind]);
    names.emplace_back("weights_square");
    if (settings_.linear) names.emplace_back("first_weight");
    for (const std::string& name : monitored_.names()) names.push_back(name);
    if (settings_.teacher) names.emplace_back("forces_square");
    return names;
  }

  /// log s of each noise, sum of w^2 / tau^2 over the number of weights, the first weight of a linear potential, the
  /// monitored forces, and with a teacher the mean of their squares.
  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    const HostPoints host(points, layout_.size(), whitening_);
    set_parameters(points, host, monitored_.sweep());
    const std::vector<double> forces = monitored_.predictions(points.chains);
    const std::size_t each = monitored_.count();
    std::size_t at = 0;
    for (std::size_t c = 0; std::cmp_less(c, points.chains); ++c) {
      for (const NoiseScale& noise : noises_) values[at++] = host.chain(c)[noise.parameter];
      values[at++] = weights_square(host.chain(c)) / static_cast<double>(device_.parameters());
      if (settings_.linear) values[at++] = host.chain(c)[0];
      double square = 0.0;
      for (std::size_t k = 0; k < each; ++k) {
        const double force = values[at++] = forces[c * each + k];
        square = math::fma(force, force, square);
      }
      if (settings_.teacher) values[at++] = square / static_cast<double>(each);
    }
  }

  /// Test forces; with a teacher all functions of the draw that made the labels.
  [[nodiscard]] std::vector<KnownValue> known(random::Key key) override {
    if (!settings_.teacher) return monitored_.known(functions().size() - monitored_.count());
    const std::vector<double> theta = start(key);
    const auto on_device = device_copy("the teacher's parameters", theta);
    std::vector<double> values(functions().size());
    evaluate_functions({on_device.data(), 1, layout_.size()}, values);
    std::vector<KnownValue> known;
    for (std::size_t k = 0; k < values.size(); ++k) known.push_back({k, values[k], values[k], 0});
    return known;
  }
  [[nodiscard]] std::optional<std::size_t> label_noise() const override { return 0; }
  [[nodiscard]] std::vector<std::string> remarks() const override { return remarks_; }

 private:
  void learn_from_teacher(random::Key key) {
    const std::vector<double> theta = start(key);
    data_.give_forces(key, teacher_forces(data_.sweep(), items(), theta, math::exp(theta[noises_[0].parameter]), key));
  }

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
    for (const ChainRequest& request : requests) {
      if (settings_.teacher && !data_.has_forces(request.key)) learn_from_teacher(request.key);
    }
    set_parameters(points, host, data_.sweep());
    return data_.sums(requests, weights, with_gradient);
  }

  PotentialSettings settings_;
  std::string hash_;
  std::string description_;
  potentials::DevicePotential device_;
  DataTerms data_;
  MonitoredForces monitored_;
  learning::ParameterLayout layout_;
  std::optional<Whitening> whitening_;
  std::vector<NoiseScale> noises_;
  std::vector<std::string> remarks_;
};

}  // namespace

std::unique_ptr<Target> make_potential_target(const TargetPlace& place, const PotentialSettings& settings,
                                              const PotentialData& data) {
  return std::make_unique<PotentialTarget>(place, settings, data);
}

}  // namespace starling::sgmcmc
