// Updates, averages and the best so far.
#include "drivers/score/learner.hpp"

#include <cmath>

namespace starling::score {

namespace {

std::vector<double> numbers(const nlohmann::json& saved, const char* name) {
  return saved.at(name).get<std::vector<double>>();
}

}  // namespace

Learner::Learner(const Deck& deck, std::vector<double> start)
    : deck_(deck),
      parameters_(std::move(start)),
      optimiser_(learning::OptimiserState::at_start(static_cast<std::int64_t>(parameters_.size()))),
      average_(deck.average, static_cast<std::int64_t>(parameters_.size())),
      best_(deck.patience, parameters_) {}

Learner::Learner(const Deck& deck, const nlohmann::json& saved)
    : deck_(deck),
      parameters_(numbers(saved, "parameters")),
      optimiser_(learning::OptimiserState::restored(saved.at("optimiser"), numbers(saved, "first_moment"),
                                                    numbers(saved, "second_moment"))),
      average_(deck.average, saved.at("averaging"), numbers(saved, "average")),
      best_(deck.patience, saved.at("stopping"), numbers(saved, "best")),
      updates_(saved.at("updates").get<std::int64_t>()),
      loss_sum_(saved.at("loss_sum").get<double>()),
      loss_count_(saved.at("loss_count").get<std::int64_t>()) {
  if (!saved.at("gradient_norm").is_null()) norm_ = saved.at("gradient_norm").get<double>();
}

void Learner::update(learning::GradientTotals totals, double scale, double loss) {
  if (totals.not_finite || !std::isfinite(loss)) {
    fail(ExitCode::blow_up,
         "update {}: the gradient of {} is not finite; the learning rate is too high, or a frame has "
         "particles on top of each other",
         updates_, totals.not_finite.value_or("the loss"));
  }
  for (double& each : totals.gradient) each /= scale;
  norm_ = learning::clip_to_norm(totals.gradient, deck_.clip);
  learning::update({deck_.optimiser}, deck_.rate.at(updates_), totals.gradient, parameters_, optimiser_);
  average_.add(parameters_);
  loss_sum_ += loss;
  ++loss_count_;
  ++updates_;
}

void Learner::judge(double held_out_loss) {
  if (deck_.patience > 0) best_.evaluate(updates_, held_out_loss, averaged());
}

const std::vector<double>& Learner::averaged() const { return updates_ == 0 ? parameters_ : average_.values(); }

const std::vector<double>& Learner::result() const {
  return deck_.patience > 0 && best_.update() >= 0 ? best_.parameters() : averaged();
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

}  // namespace starling::score
