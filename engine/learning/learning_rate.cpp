// Warm-up and cosine, with the pinned cosine.
#include "engine/learning/learning_rate.hpp"

#include "kernels/math/trigonometry.hpp"

namespace starling::learning {

double LearningRate::at(std::int64_t update) const {
  if (update < warm_up) return highest * (static_cast<double>(update + 1) / static_cast<double>(warm_up));
  if (kind == RateKind::constant) return highest;
  if (update >= updates) return highest * final_fraction;
  const double progress = static_cast<double>(update - warm_up) / static_cast<double>(updates - warm_up);
  const double cosine = math::sine_cosine_of_turn(0.5 * progress).cosine;
  return highest * (final_fraction + (1.0 - final_fraction) * (0.5 * (1.0 + cosine)));
}

}  // namespace starling::learning
