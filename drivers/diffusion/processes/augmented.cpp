// PFGM++: diffusion with D extra dimensions, in which noise is of Student's law. Xu et al., arXiv 2302.04265.
#include <cmath>
#include <limits>

#include "drivers/diffusion/processes/gamma_rule.hpp"
#include "drivers/diffusion/processes/noising.hpp"
#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

/// x = x_0 + sigma zeta / sqrt(kappa) with zeta normal: for each kappa a Gaussian process of noise sigma / sqrt(kappa).
class AugmentedSchedule final : public VarianceExploding {
 public:
  explicit AugmentedSchedule(GammaRule rule) : rule_(std::move(rule)) {}

  [[nodiscard]] Mixture noise_law(double time, int dimension) const override {
    const auto cells = static_cast<std::size_t>(dimension);
    return field({dimension, {1.0}, std::vector<double>(cells, 0.0), std::vector<double>(cells, 0.0)}, time, {}).law;
  }

  /// A component for each pair of a node and a component of the target.
  [[nodiscard]] FieldTables field(const Mixture& target, double time, const FieldWish& wish) const {
    FieldTables all{{target.dimension, {}, {}, {}}, {}, {}};
    for (std::size_t j = 0; j < rule_.weight.size(); ++j) {
      const double width = 1.0 / std::sqrt(rule_.precision[j]);
      FieldWish scaled = wish;
      scaled.noise *= width;  // E[z | x] of z = zeta / sqrt(kappa)
      const FieldTables one = noised_field(target, {1.0, time * width, 0.0, width}, scaled);
      for (const double weight : one.law.weight) all.law.weight.push_back(rule_.weight[j] * weight);
      all.law.mean.insert(all.law.mean.end(), one.law.mean.begin(), one.law.mean.end());
      all.law.variance.insert(all.law.variance.end(), one.law.variance.begin(), one.law.variance.end());
      all.offset.insert(all.offset.end(), one.offset.begin(), one.offset.end());
      all.slope.insert(all.slope.end(), one.slope.begin(), one.slope.end());
    }
    return all;
  }

 private:
  GammaRule rule_;
};

class AugmentedPath final : public Path {
 public:
  AugmentedPath(Mixture target, GammaRule rule, double degrees, double first, double last)
      : target_(std::move(target)), schedule_(std::move(rule)), degrees_(degrees), first_(first), last_(last) {}

  [[nodiscard]] FieldTables field(double time, const FieldWish& wish) const override {
    return schedule_.field(target_, time, wish);
  }
  [[nodiscard]] const NoiseSchedule* schedule() const override { return &schedule_; }
  [[nodiscard]] double first() const override { return first_; }
  [[nodiscard]] double last() const override { return last_; }
  [[nodiscard]] double moments_below() const override { return degrees_; }
  [[nodiscard]] std::optional<double> noise_variance() const override {
    return degrees_ > 2.0 ? degrees_ / (degrees_ - 2.0) : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  Mixture target_;
  AugmentedSchedule schedule_;
  double degrees_;
  double first_;
  double last_;
};

class ChosenAugmented final : public ChosenNoising {
 public:
  void describe(Schema& schema) override {
    ChosenNoising::describe(schema);
    schema.key("extra_dimensions", extra_, "D; a diffusion is the limit of many")
        .required()
        .at_least(1)
        .at_most(1e6)
        .symbol("D");
    schema.key("tolerance", tolerance_, "relative error of Student's density as a sum of Gaussians, and mass left out")
        .at_least(1e-12)
        .at_most(1e-2);
  }
  [[nodiscard]] bool diffuses() const override { return false; }
  [[nodiscard]] std::unique_ptr<Path> make(const Mixture& target, const Mixture& /*second*/) const override {
    GammaRule rule = gamma_rule(extra_, target.dimension, tolerance_);
    const std::size_t components = rule.weight.size() * target.weight.size();
    if (components > most_components) {
      fail_about("process.tolerance",
                 "takes {} nodes with process.extra_dimensions = {} in {} dimensions, which with {} Gaussians of the "
                 "target are {} components; {} are the most",
                 rule.weight.size(), extra_, target.dimension, target.components(), components, most_components);
    }
    return std::make_unique<AugmentedPath>(target, std::move(rule), extra_, sigma_max_, sigma_min_);
  }

 private:
  static constexpr std::size_t most_components = 4096;
  double extra_ = 0.0;
  double tolerance_ = 1e-8;
};

}  // namespace

std::unique_ptr<Chosen> chosen_augmented() { return std::make_unique<ChosenAugmented>(); }

}  // namespace starling::diffusion
