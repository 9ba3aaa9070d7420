// What denoisers learn from, and combined scores, against closed forms.
#include "drivers/diffusion/methods/training/lesson_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/device_copy.hpp"
#include "kernels/diffusion/learned/combine_scores.hpp"
#include "tests/drivers/diffusion/small_targets.hpp"

namespace starling::diffusion {
namespace {

using namespace testing_support;

/// The flow of one Gaussian keeps its quantiles.
TEST(Lessons, FlowTargetsAreThoseOfAGaussian) {
  LessonSource source = source_of(gaussian, Taught::map);
  constexpr std::int64_t count = 64;
  const LessonArrays lessons = source.draw(1, count, {count, 0, count});
  for (std::int64_t j = 0; j < count; ++j) {
    const double part = std::sqrt((0.36 + 0.05 * 0.05) / (0.36 + lessons.variance[j]));
    EXPECT_NEAR(lessons.target[j], 0.7 + part * (lessons.place[j] - 0.7), 1e-8) << j;
  }
}

TEST(Lessons, HeldOutTargetsArePosteriorMeans) {
  LessonSource source = source_of(plane);
  constexpr std::int64_t count = 50;
  const LessonArrays lessons = source.draw_held_out(0, count, {count, 0, count});
  for (std::int64_t j = 0; j < count; ++j) {
    const double v = lessons.variance[j];
    const double y[2] = {lessons.place[j], lessons.place[count + j]};
    double total = 0.0;
    double mean[2] = {0.0, 0.0};
    for (int k = 0; k < 2; ++k) {
      double density = plane.weight[static_cast<std::size_t>(k)];
      for (int c = 0; c < 2; ++c) {
        const double spread = plane.variance_of(k, c) + v;
        density *= std::exp(-0.5 * std::pow(y[c] - plane.mean_of(k, c), 2) / spread) / std::sqrt(spread);
      }
      total += density;
      for (int c = 0; c < 2; ++c) {
        const double s2 = plane.variance_of(k, c);
        mean[c] += density * (plane.mean_of(k, c) + s2 / (s2 + v) * (y[c] - plane.mean_of(k, c)));
      }
    }
    for (int c = 0; c < 2; ++c) EXPECT_NEAR(lessons.target[c * count + j], mean[c] / total, 1e-11) << j;
  }
}

/// A rank that has a part of a batch has that part of it; samples are of a fixed set, levels one in each even part.
TEST(Lessons, PartsOfABatchAreTheBatchInParts) {
  LessonSource whole = source_of(pair);
  LessonSource part = source_of(pair);
  const LessonArrays all = whole.draw(5, 96, {96, 0, 96});
  const LessonArrays some = part.draw(5, 96, {96, 40, 20});
  for (std::int64_t j = 0; j < 20; ++j) {
    EXPECT_EQ(some.place[j], all.place[40 + j]);
    EXPECT_EQ(some.target[j], all.target[40 + j]);
    const double place = (0.5 * std::log(some.variance[j]) - std::log(0.05)) / std::log(200.0) * 96.0;
    EXPECT_GE(place, 40.0 + static_cast<double>(j) - 1e-9);
    EXPECT_LE(place, 41.0 + static_cast<double>(j) + 1e-9);
  }
  LessonSource few(pair, {Taught::denoiser, 0.05, 10.0, 3, 0.0}, key, key);
  const LessonArrays repeated = few.draw(0, 96, {96, 0, 96});
  std::vector<double> points(repeated.target, repeated.target + 96);
  std::sort(points.begin(), points.end());
  EXPECT_EQ(std::unique(points.begin(), points.end()) - points.begin(), 3);
}

/// Held-out sets and batches of other trainings share no number.
TEST(Lessons, SetsAndTrainingsAreOthers) {
  LessonSource source = source_of(pair);
  const double first = source.draw_held_out(0, 8, {8, 0, 8}).place[0];
  EXPECT_NE(source.draw_held_out(1, 8, {8, 0, 8}).place[0], first);
  const double batch = source.draw(0, 8, {8, 0, 8}).place[0];
  LessonSource next(pair, {Taught::denoiser, 0.05, 10.0, 1000, 0.02}, key, random::Key{8, 1});
  EXPECT_NE(next.draw(0, 8, {8, 0, 8}).place[0], batch);
}

/// The step that a tolerance asks for keeps it against one that is sixteen times shorter.
TEST(Lessons, FlowStepsKeepTheirTolerance) {
  LessonSettings settings{Taught::map, 0.002, 1000.0, 256, 0.0};
  settings.flow_step = flow_step_of(pair, settings, 1e-3, 3, "method.tolerance");
  LessonSource coarse(pair, settings, key, key);
  settings.flow_step /= 16.0;
  LessonSource fine(pair, settings, key, key);
  constexpr std::int64_t count = 128;
  const LessonArrays found = coarse.draw(0, count, {count, 0, count});
  const LessonArrays exact = fine.draw(0, count, {count, 0, count});
  double largest = 0.0;
  for (std::int64_t j = 0; j < count; ++j) largest = std::max(largest, std::abs(found.target[j] - exact.target[j]));
  EXPECT_LT(largest, 2e-3);
  EXPECT_GT(largest, 1e-7);
  EXPECT_THROW(static_cast<void>(flow_step_of(pair, settings, 0.0, 3, "method.tolerance")), Failure);
}

/// sum_i c_i s_i and |sum_i c_i s_i|^2 - sum_i c_i |s_i|^2, of two particles in the plane.
TEST(FactorScores, AreCombinedByTheirExponents) {
  const std::vector<double> scores{1.0, -2.0, 0.5, 3.0, 0.25, 4.0, -1.0, 2.0};  // [factor][component][particle]
  const DeviceArray<double> score = device_copy("scores", scores);
  const DeviceArray<double> columns("columns", 5 * 2);
  combine_scores({score.data(), 2, 2, 2, {3.0, -2.0}}, columns.data(), 2, 2);
  const std::vector<double> found = host_copy(columns);
  for (std::size_t j = 0; j < 2; ++j) {
    const double x = 3.0 * scores[j] - 2.0 * scores[4 + j];
    const double y = 3.0 * scores[2 + j] - 2.0 * scores[6 + j];
    const double squares = 3.0 * (scores[j] * scores[j] + scores[2 + j] * scores[2 + j]) -
                           2.0 * (scores[4 + j] * scores[4 + j] + scores[6 + j] * scores[6 + j]);
    EXPECT_DOUBLE_EQ(found[4 + j], x);
    EXPECT_DOUBLE_EQ(found[6 + j], y);
    EXPECT_DOUBLE_EQ(found[8 + j], x * x + y * y - squares);
  }
}

}  // namespace
}  // namespace starling::diffusion
