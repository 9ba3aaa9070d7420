// One-dimensional descent with noisy costs.
#include "engine/domain/skin_tuner.hpp"

#include <algorithm>
#include <ctime>

namespace starling {

double ProcessorClock::now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

bool SkinTuner::update(const Communicator& communicator, std::int64_t step, const ProcessorClock& clock) {
  // Long enough that one rebuild more or less does not decide, short enough to follow a system that separates.
  constexpr int rebuilds_per_look = 24;
  if (!active_) return false;
  if (last_step_ < 0) {
    last_step_ = step;
    last_seconds_ = clock.seconds();
    return false;
  }
  if (++rebuilds_ < rebuilds_per_look || step == last_step_) return false;
  const double seconds = clock.seconds();
  const double cost = communicator.maximum((seconds - last_seconds_) / static_cast<double>(step - last_step_));
  rebuilds_ = 0;
  last_step_ = step;
  last_seconds_ = seconds;
  if (last_cost_ > 0.0 && cost > last_cost_) {
    // Smaller strides after a turn, but never so small that a changed system could not be followed.
    factor_ = factor_ > 1.0 ? 1.0 / std::max(1.05, 0.5 * (1.0 + factor_)) : std::max(1.05, 0.5 * (1.0 + 1.0 / factor_));
  }
  last_cost_ = cost;
  skin_ = std::clamp(skin_ * factor_, least_, most_);
  return true;
}

}  // namespace starling
