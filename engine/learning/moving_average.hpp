// An exponential moving average of parameters, which is smoother than the last of them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace starling::learning {

/// The average over past updates, one k updates ago with weight proportional to decay^k. Weights are normalised over the
/// updates there were, which is what dividing by 1 - decay^t ("debiasing") does: after the first update it is that
/// update's parameters, without memory of where the training started, and parameters that stay are their own average,
/// bit for bit. For a checkpoint: values() is a column of one number per parameter, counts() is the rest.
class MovingAverage {
 public:
  /// Before the first update, with zeros. decay is in [0, 1); 0: the average is the last update.
  MovingAverage(double decay, std::int64_t parameters);
  /// As it was. Fails with bad_input if `counts` is not what counts() makes.
  MovingAverage(double decay, const nlohmann::json& counts, std::vector<double> values);

  /// average += (1 - decay) / w (parameters - average), w = 1 - decay^t after update t.
  void add(std::span<const double> parameters);

  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  [[nodiscard]] nlohmann::json counts() const;

 private:
  double decay_;
  double weight_ = 0.0;  ///< 1 - decay^t by its recursion, so that no power function is asked
  std::vector<double> values_;
};

}  // namespace starling::learning
