// Noising processes, x = a x_0 + b z.
#include "drivers/diffusion/processes/noising.hpp"

#include <cmath>

#include "engine/failure.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::diffusion {

namespace {

class NoisingPath final : public Path {
 public:
  NoisingPath(Mixture target, std::unique_ptr<NoiseSchedule> schedule, double first, double last)
      : target_(std::move(target)), schedule_(std::move(schedule)), first_(first), last_(last) {}

  [[nodiscard]] FieldTables field(double time, const FieldWish& wish) const override {
    return noised_field(target_, schedule_->level(time), wish);
  }
  [[nodiscard]] const NoiseSchedule* schedule() const override { return schedule_.get(); }
  [[nodiscard]] double first() const override { return first_; }
  [[nodiscard]] double last() const override { return last_; }

 private:
  Mixture target_;
  std::unique_ptr<NoiseSchedule> schedule_;
  double first_;
  double last_;
};

/// a = exp(-B/2), b = sqrt(1 - a^2), B(t) the integral of beta(t) = low + (high - low) t.
class VariancePreserving final : public NoiseSchedule {
 public:
  VariancePreserving(double low, double high) : low_(low), high_(high) {}

  [[nodiscard]] NoiseLevel level(double time) const override {
    const double growth = high_ - low_;
    const double beta = low_ + growth * time;
    const double integral = time * (low_ + 0.5 * growth * time);
    const double signal = math::exp(-0.5 * integral);
    const double noise = std::sqrt(1.0 - signal * signal);
    return {signal, noise, -0.5 * beta * signal, 0.5 * beta * signal * signal / noise};
  }
  [[nodiscard]] double time_of(double sigma) const override {
    const double integral = math::log(1.0 + sigma * sigma);
    return 2.0 * integral / (low_ + std::sqrt(low_ * low_ + 2.0 * (high_ - low_) * integral));
  }

 private:
  double low_;
  double high_;
};

class ChosenExploding final : public ChosenNoising {
 public:
  [[nodiscard]] std::unique_ptr<Path> make(const Mixture& target, const Mixture& /*second*/) const override {
    return std::make_unique<NoisingPath>(target, std::make_unique<VarianceExploding>(), sigma_max_, sigma_min_);
  }
  [[nodiscard]] bool explodes() const override { return true; }
};

class ChosenPreserving final : public ChosenNoising {
 public:
  void describe(Schema& schema) override {
    ChosenNoising::describe(schema);
    schema.key("beta_low", low_, "rate of noising at time 0").greater_than(0).at_most(1e3);
    schema.key("beta_high", high_, "rate of noising at time 1; linear in between and beyond")
        .greater_than(0)
        .at_most(1e3);
  }
  void check() const override {
    ChosenNoising::check();
    if (high_ < low_) fail_about("process.beta_high", "must not be below process.beta_low = {}", low_);
  }
  [[nodiscard]] std::unique_ptr<Path> make(const Mixture& target, const Mixture& /*second*/) const override {
    return std::make_unique<NoisingPath>(target, std::make_unique<VariancePreserving>(low_, high_), sigma_max_,
                                         sigma_min_);
  }

 private:
  double low_ = 0.1;
  double high_ = 20.0;
};

}  // namespace

Mixture NoiseSchedule::noise_law(double time, int dimension) const {
  const double noise = level(time).noise;
  const auto cells = static_cast<std::size_t>(dimension);
  return {dimension, {1.0}, std::vector<double>(cells, 0.0), std::vector<double>(cells, noise * noise)};
}

void ChosenNoising::describe(Schema& schema) {
  schema
      .key("sigma_max", sigma_max_, "ratio of noise to signal, b/a of x = a x_0 + b z, from which the particles start")
      .greater_than(0)
      .at_most(1e4);
  schema.key("sigma_min", sigma_min_, "the ratio at which they end").at_least(1e-6);
}

void ChosenNoising::check() const {
  if (sigma_min_ >= sigma_max_) fail_about("process.sigma_min", "must be below process.sigma_max = {}", sigma_max_);
}

FieldTables noised_field(const Mixture& target, const NoiseLevel& level, const FieldWish& wish) {
  FieldTables tables{{target.dimension, target.weight, {}, {}}, {}, {}, wish.ripple, wish.pitch};
  const double a = level.signal;
  const double b = level.noise;
  for (std::size_t n = 0; n < target.mean.size(); ++n) {
    const double m = target.mean[n];
    const double s2 = target.variance[n];
    const double mean = a * m;
    const double variance = a * a * s2 + b * b;
    const double flow = (a * level.signal_rate * s2 + b * level.noise_rate) / variance;
    const double slope =
        wish.velocity * flow - wish.score / variance + wish.data * (a * s2 / variance) + wish.noise * (b / variance);
    // o + q x = p + q (x - M); for the data p - q M is m b^2 / V, without cancellation.
    const double offset = wish.velocity * (level.signal_rate * m - flow * mean) + wish.score * (mean / variance) +
                          wish.data * (m * (b * b / variance)) - wish.noise * (b * mean / variance);
    tables.law.mean.push_back(mean);
    tables.law.variance.push_back(variance);
    tables.slope.push_back(slope);
    tables.offset.push_back(offset);
  }
  return tables;
}

std::unique_ptr<Chosen> chosen_variance_exploding() { return std::make_unique<ChosenExploding>(); }
std::unique_ptr<Chosen> chosen_variance_preserving() { return std::make_unique<ChosenPreserving>(); }

}  // namespace starling::diffusion
