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
  /// Of points of `target`. `key` is the replica's.
  LessonSource(const Mixture& target, const LessonSettings& settings, random::Key key);

  /// The lessons `own` of a batch of `batch` for an update, in memory until the next call.
  const LessonArrays& draw(std::int64_t update, std::int64_t batch, const RowBlock& own);
  /// Those that a training is judged on, which share no number with any batch; with exact targets, E[x_0 | y] or the flow's.
  const LessonArrays& draw_held_out(std::int64_t count, const RowBlock& own);

 private:
  const LessonArrays& make(Lessons lessons, const RowBlock& own);

  LessonSettings settings_;
  LessonTarget target_;
  double low_;
  double range_;
  random::Key key_;
  int components_;
  int dimension_;
  DeviceArray<double> cumulative_, deviations_, log_weights_, means_, variances_;
  DeviceArray<double> memory_;
  LessonArrays arrays_{};
};

}  // namespace starling::diffusion
