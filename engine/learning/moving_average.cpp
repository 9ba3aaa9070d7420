// The moving average's recursion and its checkpoint.
#include "engine/learning/moving_average.hpp"

#include <utility>

#include "engine/failure.hpp"

namespace starling::learning {

MovingAverage::MovingAverage(double decay, std::int64_t parameters)
    : decay_(decay), values_(static_cast<std::size_t>(parameters), 0.0) {}

MovingAverage::MovingAverage(double decay, const nlohmann::json& counts, std::vector<double> values)
    : decay_(decay), values_(std::move(values)) {
  try {
    weight_ = counts.at("weight");
  } catch (const nlohmann::json::exception& error) {
    fail(ExitCode::bad_input, "the moving average of parameters is not what was saved: {}", error.what());
  }
}

void MovingAverage::add(std::span<const double> parameters) {
  if (parameters.size() != values_.size()) {
    fail(ExitCode::internal_error, "a moving average of {} parameters was given {}", values_.size(), parameters.size());
  }
  weight_ = decay_ * weight_ + (1.0 - decay_);
  const double share = (1.0 - decay_) / weight_;
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += share * (parameters[i] - values_[i]);
}

nlohmann::json MovingAverage::counts() const { return {{"weight", weight_}}; }

}  // namespace starling::learning
