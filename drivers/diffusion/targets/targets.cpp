// The registry of mixtures: a deck's own numbers, and ready ones.
#include "drivers/diffusion/targets/targets.hpp"

#include "engine/failure.hpp"
#include "kernels/diffusion/field.hpp"
#include "kernels/math/bits.hpp"
#include "kernels/math/trigonometry.hpp"

namespace starling::diffusion {

namespace {

constexpr double most_dimensions = 4096;

/// No mixture, where a second one is not needed.
class NoTarget final : public ChosenTarget {
 public:
  void describe(Schema& /*schema*/) override {}
  [[nodiscard]] Mixture make(const std::string& /*section*/) const override { return {}; }
};

class OwnMixture final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    schema.key("weights", weights_, "of the Gaussians; they add up to 1").required().each_greater_than(0);
    schema.key("means", means_, "of the Gaussians, one point after the other; sets the dimension")
        .required()
        .at_least(-1e6)
        .at_most(1e6);
    schema
        .key("deviations", deviations_,
             "standard deviations: one for each Gaussian, or one for each of its components, Gaussian after Gaussian")
        .required()
        .at_least(1e-6)
        .at_most(1e6);
  }

  [[nodiscard]] Mixture make(const std::string& section) const override {
    const std::size_t components = weights_.size();
    if (components > 16) fail_about(section + ".weights", "has {} numbers; 16 Gaussians are the most", components);
    if (means_.size() % components != 0)
      fail_about(section + ".means", "has {} numbers, which {} Gaussians cannot share", means_.size(), components);
    const std::size_t dimension = means_.size() / components;
    if (deviations_.size() != components && deviations_.size() != means_.size())
      fail_about(section + ".deviations", "needs one number for each of {} Gaussians, or as many as {}.means",
                 components, section);
    double total = 0.0;
    for (const double weight : weights_) total += weight;
    if (math::absolute(total - 1.0) > 1e-5) fail_about(section + ".weights", "add up to {}, not to 1", total);
    Mixture mixture{static_cast<int>(dimension), weights_, means_, {}};
    for (double& weight : mixture.weight) weight /= total;
    for (std::size_t n = 0; n < means_.size(); ++n) {
      const double deviation = deviations_[deviations_.size() == components ? n / dimension : n];
      mixture.variance.push_back(deviation * deviation);
    }
    return mixture;
  }

 private:
  std::vector<double> weights_;
  std::vector<double> means_;
  std::vector<double> deviations_;
};

Mixture pair() { return {1, {0.3, 0.7}, {-2.0, 2.0}, {0.25, 0.25}}; }

Mixture two() { return {2, {0.3, 0.7}, {-2.0, -2.0, 2.0, 2.0}, {0.25, 0.25, 1.0, 1.0}}; }

Mixture ring() {
  Mixture mixture{2, {}, {}, {}};
  for (int k = 0; k < 8; ++k) {
    const math::SineCosine place = math::sine_cosine_of_turn(k / 8.0);
    mixture.weight.push_back((k + 1) / 36.0);
    mixture.mean.insert(mixture.mean.end(), {4.0 * place.cosine, 4.0 * place.sine});
    mixture.variance.insert(mixture.variance.end(), {0.09, 0.09});
  }
  return mixture;
}

/// A ready mixture in its own dimension or more.
template <Mixture (*Ready)()>
class ReadyMixture final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    dimension_ = Ready().dimension;
    schema.key("dimension", dimension_, "of space; components beyond the mixture's own are independent and N(0, 1)")
        .at_least(dimension_)
        .at_most(most_dimensions)
        .symbol("d");
  }
  [[nodiscard]] Mixture make(const std::string& /*section*/) const override { return padded(Ready(), dimension_); }

 private:
  int dimension_ = 0;
};

std::vector<Alternative> mixtures() {
  return {{"mixture", "", make_chosen<OwnMixture>},
          {"pair", "0.3 N(-2, 0.5²) + 0.7 N(2, 0.5²) on a line.", make_chosen<ReadyMixture<pair>>},
          {"two", "0.3 N((-2, -2), 0.5²) + 0.7 N((2, 2), 1) in the plane.", make_chosen<ReadyMixture<two>>},
          {"ring", "Eight Gaussians of deviation 0.3 on a circle of radius 4, with weights as 1 to 8.",
           make_chosen<ReadyMixture<ring>>}};
}

}  // namespace

const Choice& target_choice() {
  static const Choice choice = [] {
    std::vector<Alternative> all = mixtures();
    all.push_back({"chain", "Words whose letters are a Markov chain (docs/diffusion-decoding.md).", chosen_chain});
    return Choice("target", "What is sampled: a mixture of Gaussians (docs/diffusion.md), or words.",
                  "which mixture or chain", std::move(all));
  }();
  return choice;
}

const Choice& second_choice() {
  static const Choice choice = [] {
    std::vector<Alternative> all = mixtures();
    all.push_back({"none", "", make_chosen<NoTarget>});
    return Choice("second", "What the target is multiplied by, guided against, or interpolated from.", "which mixture",
                  std::move(all), "none");
  }();
  return choice;
}

}  // namespace starling::diffusion
