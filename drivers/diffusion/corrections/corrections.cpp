// The registry of corrections.
#include "drivers/diffusion/corrections/correction.hpp"

#include <algorithm>

#include "engine/run/population_keys.hpp"

namespace starling::diffusion {

namespace {

class NoCorrection final : public ChosenCorrection {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] bool needs_second() const override { return false; }
  [[nodiscard]] std::vector<Factor> factors(const Mixture& /*target*/, const Mixture& /*second*/) const override {
    return {};
  }
};

class Annealing final : public ChosenCorrection {
 public:
  void describe(Schema& schema) override {
    ChosenCorrection::describe(schema);
    schema.key("beta", beta_, "exponent of the target").greater_than(0).at_most(1e3).symbol("beta");
  }
  [[nodiscard]] bool needs_second() const override { return false; }
  [[nodiscard]] std::vector<Factor> factors(const Mixture& target, const Mixture& /*second*/) const override {
    return {{target, beta_}};
  }

 private:
  double beta_ = 2.0;
};

class Guidance final : public ChosenCorrection {
 public:
  void describe(Schema& schema) override {
    ChosenCorrection::describe(schema);
    schema.key("scale", scale_, "w of target^w second^(1 - w)").greater_than(-1e3).at_most(1e3).symbol("w");
  }
  [[nodiscard]] bool needs_second() const override { return true; }
  [[nodiscard]] std::vector<Factor> factors(const Mixture& target, const Mixture& second) const override {
    return {{target, scale_}, {second, 1.0 - scale_}};
  }

 private:
  double scale_ = 3.0;
};

class Product final : public ChosenCorrection {
 public:
  [[nodiscard]] bool needs_second() const override { return true; }
  [[nodiscard]] std::vector<Factor> factors(const Mixture& target, const Mixture& second) const override {
    return {{target, 1.0}, {second, 1.0}};
  }
};

class GeometricMean final : public ChosenCorrection {
 public:
  void describe(Schema& schema) override {
    ChosenCorrection::describe(schema);
    schema.key("part", part_, "exponent of the target, that of the second being 1 minus it")
        .greater_than(0)
        .less_than(1);
  }
  [[nodiscard]] bool needs_second() const override { return true; }
  [[nodiscard]] std::vector<Factor> factors(const Mixture& target, const Mixture& second) const override {
    return {{target, part_}, {second, 1.0 - part_}};
  }

 private:
  double part_ = 0.5;
};

}  // namespace

double precision_of(const std::vector<Factor>& factors, int component, Place place) {
  double sum = 0.0;
  for (const Factor& factor : factors) {
    double least = factor.mixture.variance_of(0, component);
    double most = least;
    for (int k = 1; k < factor.mixture.components(); ++k) {
      least = std::min(least, factor.mixture.variance_of(k, component));
      most = std::max(most, factor.mixture.variance_of(k, component));
    }
    sum += factor.exponent / (place == Place::centre && factor.exponent > 0.0 ? least : most);
  }
  return sum;
}

void ChosenCorrection::describe(Schema& schema) {
  schema.key(
      "weights", settings_.weights,
      {{"exact", Weights::exact}, {"feynman_kac", Weights::feynman_kac}, {"published", Weights::published}},
      "importance weights by the known laws; the rate of Feynman and Kac; or that centred, clamped to [-1, 1] and "
      "resampled at every step, as published");
  declare_ess_threshold(schema, settings_.ess_threshold);
  declare_resampling(schema, settings_.resampling);
  schema.key("start_variance", settings_.start_variance, "of the normal law that particles start from")
      .greater_than(0)
      .unset_means("sigma_max² over the sum of the exponents");
  schema.key("halving", settings_.halves,
             "a population in half the steps beside each: results ..._halving are what the longer steps change");
}

const Choice& correction_choice() {
  static const Choice choice("correction", "A product of powers to correct towards, by weights and resampling.",
                             "which product",
                             {{"none", "The solver alone.", make_chosen<NoCorrection>},
                              {"annealing", "target^beta.", make_chosen<Annealing>},
                              {"guidance", "target^w second^(1 - w).", make_chosen<Guidance>},
                              {"product", "target times second.", make_chosen<Product>},
                              {"geometric_mean", "target^part second^(1 - part).", make_chosen<GeometricMean>}},
                             "none");
  return choice;
}

}  // namespace starling::diffusion
