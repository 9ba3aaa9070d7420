// Totals of measures, step by step.
#include "drivers/walk/step_weights.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::walk {

double step_size(std::int64_t n, double exponent) {
  const auto place = static_cast<double>(n + 1);
  return exponent == 1.0 ? 1.0 / place : math::exp(-exponent * math::log(place));
}

double power_of(std::int64_t n, double exponent) {
  return exponent == 1.0 ? static_cast<double>(n) : math::exp(exponent * math::log(static_cast<double>(n)));
}

StepWeights::StepWeights(double exponent, double repulsion)
    : exponent_(exponent),
      limit_(std::ldexp(1.0, repulsion > 4.0 ? static_cast<int>(weight_octaves / repulsion) : 64)) {}

double StepWeights::next() {
  ++done_;
  if (exponent_ == 1.0) {
    // The total is n + 1 starts, exactly.
    total_ = start_ * static_cast<double>(done_ + 1);
    return start_;
  }
  const double gamma = step_size(done_, exponent_);
  total_ /= 1.0 - gamma;
  return gamma * total_;
}

double StepWeights::rescale() {
  if (total_ < limit_) return 1.0;
  const double power = std::ldexp(1.0, -std::ilogb(total_));
  total_ *= power;
  start_ *= power;
  return power;
}

nlohmann::json StepWeights::save() const { return {{"done", done_}, {"total", total_}, {"start", start_}}; }

void StepWeights::load(const nlohmann::json& saved) {
  done_ = saved.at("done").get<std::int64_t>();
  total_ = saved.at("total").get<double>();
  start_ = saved.at("start").get<double>();
}

}  // namespace starling::walk
