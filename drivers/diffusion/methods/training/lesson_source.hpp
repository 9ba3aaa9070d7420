// Lessons of a training in device memory: its batches, and those that it is judged on.
#pragma once

#include "drivers/diffusion/networks/denoiser.hpp"
#include "engine/comm/even_split.hpp"
#include "kernels/diffusion/learned/lessons.hpp"

namespace starling::diffusion {

/// What lessons are drawn from.
struct LessonSettings {
  Taught taught = Taught::denoiser;
  double sigma_min = 0.0;
  double sigma_max = 0.0;
  std::int64_t samples = 0;  ///< points that are learned from
  double flow_step = 0.0;    ///< of flow targets in log sigma, at most
};

class LessonSource {
 public:
  /// Of points of `target`: `samples` are those of `key`, and `lessons` tells levels and noise of one training from another's.
  LessonSource(const Mixture& target, const LessonSettings& settings, random::Key key, random::Key lessons);

  /// The lessons `own` of a batch of `batch` for an update, in memory until the next call.
  const LessonArrays& draw(std::int64_t update, std::int64_t batch, const RowBlock& own);
  /// Those of set number `set` that a training is judged on, which share no number with any batch or other set. Targets are
  /// E[x_0 | y], or the flow's in a quarter of the step.
  const LessonArrays& draw_held_out(std::uint64_t set, std::int64_t count, const RowBlock& own);

 private:
  const LessonArrays& make(Lessons lessons, const RowBlock& own);

  LessonSettings settings_;
  LessonTarget target_;
  double low_;
  double range_;
  random::Key key_;
  random::Key lessons_;
  int components_;
  int dimension_;
  DeviceArray<double> cumulative_, deviations_, log_weights_, means_, variances_;
  DeviceArray<double> memory_;
  LessonArrays arrays_{};
};

/// The longest step in log sigma for which half of it moves none of 256 flow targets by more than `tolerance`. Fails with bad_input
/// about `key` where the shortest is too long.
[[nodiscard]] double flow_step_of(const Mixture& target, LessonSettings settings, double tolerance, std::uint64_t seed,
                                  const std::string& key);

}  // namespace starling::diffusion
