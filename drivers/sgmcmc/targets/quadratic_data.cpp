// Terms of quadratic data, shared out among the ranks of a group by their place in the batch.
#include "drivers/sgmcmc/targets/quadratic_data.hpp"

#include "drivers/sgmcmc/targets/chosen_target.hpp"
#include "engine/comm/even_split.hpp"
#include "engine/comm/fixed_sum.hpp"
#include "engine/io/hashed_bytes.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/random/chain_normals.hpp"
#include "kernels/random/key.hpp"

namespace starling::sgmcmc {

namespace {

/// No chain has this number.
constexpr std::uint32_t data_chain = 0xffffffff;
/// Terms are below 2^this; beyond it a chain has diverged.
constexpr int largest_exponent = 80;

using DeviceSpan = Kokkos::View<double*, MemorySpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
using ConstantDeviceSpan = Kokkos::View<const double*, MemorySpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

class QuadraticData final : public Target {
 public:
  QuadraticData(const Communicator& group, std::uint64_t seed, const QuadraticDataSettings& settings)
      : group_(group), sum_(group, largest_exponent, settings.items) {
    layout_.add({"theta", 1, 1, settings.start_spread});
    const random::Key key = random::make_key(seed, 0, data_chain);
    const auto parts = static_cast<std::int64_t>(settings.precisions.size());
    for (std::int64_t i = 0; i < settings.items; ++i) {
      values_.push_back(random::parameter_normal(i, key, 0, random::Purpose::simulated_data));
      precisions_.push_back(settings.precisions[static_cast<std::size_t>(block_of(i, settings.items, parts))]);
      all_.push_back(i);
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
      total_ += precisions_[i];
      mean_ += precisions_[i] * values_[i];
    }
    mean_ /= total_;
  }

  [[nodiscard]] const learning::ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::vector<double> start(random::Key key) const override {
    return learning::initial_parameters(layout_, key);
  }
  [[nodiscard]] std::int64_t items() const override { return static_cast<std::int64_t>(values_.size()); }
  [[nodiscard]] std::string data_hash() const override {
    const auto bytes = sizeof(double) * values_.size();
    return starling::hash_of(hash_number(values_.data(), bytes, hash_number(precisions_.data(), bytes)));
  }
  [[nodiscard]] std::int64_t bytes() const override { return 24 * items(); }

  void gradient(const ChainPoints& points, std::span<const ChainRequest> requests, double* gradient) override {
    const std::vector<double> sums = batch_sums(points, requests, [&](std::int64_t i, double theta) {
      return precisions_[static_cast<std::size_t>(i)] * (theta - values_[static_cast<std::size_t>(i)]);
    });
    for (std::size_t c = 0; c < sums.size(); ++c) {
      Kokkos::deep_copy(DeviceSpan(gradient + static_cast<std::int64_t>(c) * points.stride, 1), sums[c]);
    }
  }

  void energy(const ChainPoints& points, std::span<const ChainRequest> requests, std::span<double> energy) override {
    const std::vector<double> sums = batch_sums(points, requests, [&](std::int64_t i, double theta) {
      const double apart = theta - values_[static_cast<std::size_t>(i)];
      return 0.5 * precisions_[static_cast<std::size_t>(i)] * apart * apart;
    });
    std::copy(sums.begin(), sums.end(), energy.begin());
  }

  [[nodiscard]] std::vector<std::string> functions() const override { return {"theta", "scaled_square"}; }
  void evaluate_functions(const ChainPoints& points, std::span<double> values) override {
    for (std::int64_t c = 0; c < points.chains; ++c) {
      const double theta = position_of(points, c);
      values[static_cast<std::size_t>(2 * c)] = theta;
      values[static_cast<std::size_t>(2 * c + 1)] = total_ * (theta - mean_) * (theta - mean_);
    }
  }

 private:
  [[nodiscard]] static double position_of(const ChainPoints& points, std::int64_t chain) {
    double theta = 0.0;
    Kokkos::deep_copy(Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(&theta, 1),
                      ConstantDeviceSpan(points.values + chain * points.stride, 1));
    return theta;
  }

  /// Per chain: the sum of term(item, theta) over its batch, scaled to all items.
  template <class Term>
  std::vector<double> batch_sums(const ChainPoints& points, std::span<const ChainRequest> requests, Term&& term) {
    sum_.begin(requests.size());
    for (std::size_t c = 0; c < requests.size(); ++c) {
      const std::span<const std::int64_t> batch = batch_of(requests[c]);
      const double theta = position_of(points, static_cast<std::int64_t>(c));
      const RowBlock own = rows_of(static_cast<std::int64_t>(batch.size()), group_.rank(), group_.size());
      for (std::int64_t k = own.first; k < own.first + own.count; ++k) {
        const double value = term(batch[static_cast<std::size_t>(k)], theta);
        sum_.add(c, std::span(&value, 1));
      }
    }
    std::vector<double> sums = sum_.reduce();
    for (std::size_t c = 0; c < sums.size(); ++c) {
      sums[c] *= static_cast<double>(items()) / static_cast<double>(batch_of(requests[c]).size());
    }
    return sums;
  }

  [[nodiscard]] std::span<const std::int64_t> batch_of(const ChainRequest& request) const {
    return request.batch.empty() ? std::span<const std::int64_t>(all_) : request.batch;
  }

  const Communicator& group_;
  FixedSum sum_;
  learning::ParameterLayout layout_;
  std::vector<double> values_;
  std::vector<double> precisions_;
  std::vector<std::int64_t> all_;
  double total_ = 0.0;
  double mean_ = 0.0;
};

class ChosenQuadraticData final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    schema.key("items", settings_.items, "data, drawn from N(0, 1) with the seed").at_least(1).at_most(1e6).symbol("N");
    schema.key("precisions", settings_.precisions, "of equal parts of the data").greater_than(0).symbol("k");
    schema.key("start_spread", settings_.start_spread, "standard deviation of theta where chains begin").at_least(0);
  }
  void check() const override {
    if (settings_.precisions.empty()) fail_about("target.precisions", "needs at least one number");
    if (static_cast<std::int64_t>(settings_.precisions.size()) > settings_.items)
      fail_about("target.precisions", "has more numbers than there are data");
  }
  [[nodiscard]] std::unique_ptr<Target> make(const TargetPlace& place) const override {
    return make_quadratic_data(place.group, place.seed, settings_);
  }

 private:
  QuadraticDataSettings settings_;
};

}  // namespace

std::unique_ptr<Target> make_quadratic_data(const Communicator& group, std::uint64_t seed,
                                            const QuadraticDataSettings& settings) {
  return std::make_unique<QuadraticData>(group, seed, settings);
}

std::unique_ptr<Chosen> chosen_quadratic_data() { return std::make_unique<ChosenQuadraticData>(); }

}  // namespace starling::sgmcmc
