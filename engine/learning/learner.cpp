// Updates, averages and the best so far.
#include "engine/learning/learner.hpp"

#include <cmath>

namespace starling::learning {

namespace {

std::vector<double> numbers(const nlohmann::json& saved, const char* name) {
  return saved.at(name).get<std::vector<double>>();
}

}  // namespace

Learner::Learner(const LearnerSettings& settings, std::vector<double> start)
    : settings_(settings),
      parameters_(std::move(start)),
      optimiser_(OptimiserState::at_start(static_cast<std::int64_t>(parameters_.size()))),
      average_(settings.average, static_cast<std::int64_t>(parameters_.size())),
      best_(settings.patience, parameters_) {}

Learner::Learner(const LearnerSettings& settings, const nlohmann::json& saved)
    : settings_(settings),
      parameters_(numbers(saved, "parameters")),
      optimiser_(OptimiserState::restored(saved.at("optimiser"), numbers(saved, "first_moment"),
                                          numbers(saved, "second_moment"))),
      average_(settings.average, saved.at("averaging"), numbers(saved, "average")),
      best_(settings.patience, saved.at("stopping"), numbers(saved, "best")),
      updates_(saved.at("updates").get<std::int64_t>()),
      loss_sum_(saved.at("loss_sum").get<double>()),
      loss_count_(saved.at("loss_count").get<std::int64_t>()) {
  if (!saved.at("gradient_norm").is_null()) norm_ = saved.at("gradient_norm").get<double>();
}

void Learner::update(GradientTotals totals, double scale, double loss, std::string_view other_cause) {
  if (totals.not_finite || !std::isfinite(loss)) {
    fail(ExitCode::blow_up, "update {}: the gradient of {} is not finite; the learning rate is too high{}", updates_,
         totals.not_finite.value_or("the loss"), other_cause);
  }
  for (double& each : totals.gradient) each /= scale;
  norm_ = clip_to_norm(totals.gradient, settings_.clip);
  learning::update({settings_.optimiser}, settings_.rate.at(updates_), totals.gradient, parameters_, optimiser_);
  average_.add(parameters_);
  loss_sum_ += loss;
  ++loss_count_;
  ++updates_;
}

void Learner::judge(double held_out_loss) {
  if (settings_.patience > 0) best_.evaluate(updates_, held_out_loss, averaged());
}

const std::vector<double>& Learner::averaged() const { return updates_ == 0 ? parameters_ : average_.values(); }

const std::vector<double>& Learner::result() const {
  return settings_.patience > 0 && best_.update() >= 0 ? best_.parameters() : averaged();
}

double Learner::take_loss() {
  const double mean =
      loss_count_ == 0 ? std::numeric_limits<double>::quiet_NaN() : loss_sum_ / static_cast<double>(loss_count_);
  loss_sum_ = 0.0;
  loss_count_ = 0;
  return mean;
}

nlohmann::json Learner::save() const {
  return {{"parameters", parameters_},
          {"optimiser", optimiser_.counts()},
          {"first_moment", optimiser_.first},
          {"second_moment", optimiser_.second},
          {"averaging", average_.counts()},
          {"average", average_.values()},
          {"stopping", best_.counts()},
          {"best", best_.parameters()},
          {"updates", updates_},
          {"loss_sum", loss_sum_},
          {"loss_count", loss_count_},
          {"gradient_norm", std::isfinite(norm_) ? nlohmann::json(norm_) : nlohmann::json()}};
}

}  // namespace starling::learning
