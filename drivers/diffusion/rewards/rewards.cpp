// The registry of rewards, and those of points.
#include "drivers/diffusion/rewards/reward.hpp"

#include <cmath>

#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

class NoReward final : public ChosenReward {
 public:
  void describe(Schema& /*schema*/) override {}
};

/// One number for each of `dimension` components, from one for all or one for each.
std::vector<double> spread_out(const std::string& key, const std::vector<double>& given, int dimension) {
  if (given.size() == 1) return std::vector<double>(static_cast<std::size_t>(dimension), given.front());
  if (given.size() != static_cast<std::size_t>(dimension))
    fail_about(key, "has {} numbers; the target has {} dimensions", given.size(), dimension);
  return given;
}

class Linear final : public ChosenReward {
 public:
  void describe(Schema& schema) override {
    ChosenReward::describe(schema);
    schema.key("slope", slope_, "of the reward along each component, or along all")
        .required()
        .at_least(-1e3)
        .at_most(1e3);
  }
  [[nodiscard]] std::optional<PointTerms> of_points(int dimension) const override {
    PointTerms terms;
    terms.first = spread_out("reward.slope", slope_, dimension);
    return terms;
  }

 private:
  std::vector<double> slope_;
};

class Quadratic final : public ChosenReward {
 public:
  void describe(Schema& schema) override {
    ChosenReward::describe(schema);
    schema.key("centre", centre_, "where the reward is largest, for each component or for all")
        .required()
        .at_least(-1e6)
        .at_most(1e6);
    schema.key("curvature", curvature_, "of the reward along each component, or along all")
        .required()
        .at_least(0)
        .at_most(1e6);
  }
  [[nodiscard]] std::optional<PointTerms> of_points(int dimension) const override {
    PointTerms terms;
    terms.shape = RewardShape::quadratic;
    terms.first = spread_out("reward.curvature", curvature_, dimension);
    terms.second = spread_out("reward.centre", centre_, dimension);
    return terms;
  }

 private:
  std::vector<double> centre_;
  std::vector<double> curvature_;
};

/// |height|/alpha up to which probabilities down to the floor of log_of_step() add nothing.
constexpr double most_gain = 600.0;

class Indicator final : public ChosenReward {
 public:
  void describe(Schema& schema) override {
    ChosenReward::describe(schema);
    schema.key("component", component_, "of the point, from 0 on").at_least(0);
    schema.key("low", low_, "the reward is given above it").at_least(-1e6).at_most(1e6).required();
    schema.key("high", high_, "and below it").at_least(-1e6).at_most(1e6).required();
    schema.key("height", height_, "of the reward").at_least(-1e4).at_most(1e4);
  }
  [[nodiscard]] std::optional<PointTerms> of_points(int dimension) const override {
    if (component_ >= dimension)
      fail_about("reward.component", "is {}; the target has {} dimensions", component_, dimension);
    if (std::abs(height_) > most_gain * alpha())
      fail_about("reward.height", "is {:.6g} times reward.alpha = {}; {} times it is the most", height_ / alpha(),
                 alpha(), most_gain);
    if (high_ <= low_) fail_about("reward.high", "must be above reward.low = {}", low_);
    PointTerms terms;
    terms.shape = RewardShape::indicator;
    terms.along = component_;
    terms.low = low_;
    terms.high = high_;
    terms.height = height_;
    return terms;
  }

 private:
  int component_ = 0;
  double low_ = 0.0;
  double high_ = 0.0;
  double height_ = 1.0;
};

}  // namespace

void ChosenReward::describe(Schema& schema) {
  schema.key("alpha", alpha_, "temperature: the target is tilted by e^(r/alpha)")
      .at_least(1e-3)
      .at_most(1e6)
      .symbol("alpha");
}

const Choice& reward_choice() {
  static const Choice choice(
      "reward", "What the target is tilted towards (docs/diffusion-decoding.md).", "which reward",
      {{"none", "", make_chosen<NoReward>},
       {"letters", "Of words: so much for each of a letter, and a bonus if a pattern occurs.", chosen_letter_reward},
       {"linear", "slope times x.", make_chosen<Linear>},
       {"quadratic", "-1/2 curvature (x - centre)², summed over components.", make_chosen<Quadratic>},
       {"indicator", "height where a component lies between low and high.", make_chosen<Indicator>}},
      "none");
  return choice;
}

}  // namespace starling::diffusion
