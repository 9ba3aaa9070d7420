// The parameters of a training and everything by which they go on from update to update.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "engine/learning/early_stopping.hpp"
#include "engine/learning/gradient_sum.hpp"
#include "engine/learning/learner_settings.hpp"
#include "engine/learning/moving_average.hpp"

namespace starling::learning {

/// Replicated on the ranks of a group; nothing here communicates. The settings outlive it.
class Learner {
 public:
  Learner(const LearnerSettings& settings, std::vector<double> start);
  /// As it was when saved.
  Learner(const LearnerSettings& settings, const nlohmann::json& saved);

  /// One update with the gradient of the mean loss of a batch, which is clipped in units of `scale`. Fails with blow_up where a
  /// number is not finite, and says that the rate is too high or, beginning with a comma, what else may be wrong.
  void update(GradientTotals totals, double scale, double loss, std::string_view other_cause = "");

  /// Looks whether the averaged parameters do better on held-out data than any before.
  void judge(double held_out_loss);

  /// Parameters that the next batch is differentiated at.
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }
  /// Those that are the result: the averaged ones, or the best of them where the settings have patience.
  [[nodiscard]] const std::vector<double>& result() const;
  /// Those that are judged: the averaged ones.
  [[nodiscard]] const std::vector<double>& averaged() const;

  [[nodiscard]] std::int64_t updates() const { return updates_; }
  [[nodiscard]] bool finished() const { return updates_ >= settings_.updates || best_.should_stop(); }
  [[nodiscard]] double gradient_norm() const { return norm_; }
  [[nodiscard]] double rate() const { return settings_.rate.at(updates_ > 0 ? updates_ - 1 : 0); }
  /// The mean loss of the batches since the last call; NaN if there were none.
  [[nodiscard]] double take_loss();

  [[nodiscard]] nlohmann::json save() const;

 private:
  const LearnerSettings& settings_;
  std::vector<double> parameters_;
  OptimiserState optimiser_;
  MovingAverage average_;
  EarlyStopping best_;
  std::int64_t updates_ = 0;
  double loss_sum_ = 0.0;
  std::int64_t loss_count_ = 0;
  double norm_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace starling::learning
