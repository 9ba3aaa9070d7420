// Denoisers: gradients against differences, targets and fields against closed forms, files.
#include "drivers/diffusion/networks/denoiser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "drivers/diffusion/methods/training/lesson_source.hpp"
#include "drivers/diffusion/processes/noising.hpp"
#include "engine/learning/low_rank.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/learned/combine_scores.hpp"
#include "kernels/diffusion/learned/judge.hpp"

namespace starling::diffusion {
namespace {

const Mixture gaussian{1, {1.0}, {0.7}, {0.36}};
const Mixture pair{1, {0.3, 0.7}, {-2.0, 2.0}, {0.25, 0.25}};
const Mixture plane{2, {0.4, 0.6}, {-1.0, 2.0, 1.5, 0.5}, {0.25, 1.0, 0.16, 0.5}};
constexpr random::Key key{7, 1};

DenoiserTask task_for(const Mixture& target, Taught taught = Taught::denoiser) {
  DenoiserTask task{taught, 0.05, 10.0, {}, {}};
  for (int c = 0; c < target.dimension; ++c) {
    task.mean.push_back(first_moment(target, c));
    task.variance.push_back(marginal_variance(target, c));
  }
  return task;
}

std::vector<double> normal_numbers(std::size_t count, double spread) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0.0, spread);
  std::vector<double> values(count);
  for (double& each : values) each = normal(random);
  return values;
}

Denoiser drawn_network(const Mixture& target) {
  Denoiser network({9, 2, 2, "tanh"}, task_for(target));
  network.set_parameters(normal_numbers(static_cast<std::size_t>(network.layout().size()), 0.4));
  return network;
}

LessonSource source_of(const Mixture& target, Taught taught = Taught::denoiser) {
  return {target, {taught, 0.05, 10.0, 1000, 0.02}, key, key};
}

/// The sum of the loss over lessons, and its gradient.
struct LossAndGradient {
  double loss = 0.0;
  std::vector<double> gradient;
};

LossAndGradient differentiated(const Denoiser& network, const LessonArrays& lessons, std::int64_t count,
                               double regularisation) {
  const std::int64_t blocks = (count + denoiser_block - 1) / denoiser_block;
  const std::int64_t parameters = network.layout().size();
  const DeviceArray<double> gradients("gradients", blocks * parameters);
  const DeviceArray<double> sums("sums", blocks * lesson_sums);
  networks::TokenMemory<double> memory;
  differentiate_lessons({network.view(), lessons, count, regularisation}, gradients.data(), sums.data(), memory);
  const std::vector<double> each = host_copy(gradients);
  const std::vector<double> of_blocks = host_copy(sums);
  LossAndGradient found{0.0, std::vector<double>(static_cast<std::size_t>(parameters), 0.0)};
  for (std::size_t k = 0; k < each.size(); ++k) found.gradient[k % found.gradient.size()] += each[k];
  for (std::size_t b = 0; b < of_blocks.size(); b += lesson_sums)
    found.loss += of_blocks[b] + regularisation * of_blocks[b + 1];
  return found;
}

void expect_gradient_of_differences(const Mixture& target, double regularisation) {
  Denoiser network = drawn_network(target);
  LessonSource source = source_of(target);
  constexpr std::int64_t count = 71;  // not whole blocks
  const LessonArrays lessons = source.draw(3, count, {count, 0, count});
  const std::vector<double> at = network.parameters();
  const LossAndGradient found = differentiated(network, lessons, count, regularisation);
  for (std::size_t k = 0; k < at.size(); k += 7) {
    constexpr double step = 1e-5;
    std::vector<double> moved = at;
    moved[k] = at[k] + step;
    network.set_parameters(moved);
    const double above = differentiated(network, lessons, count, regularisation).loss;
    moved[k] = at[k] - step;
    network.set_parameters(moved);
    const double below = differentiated(network, lessons, count, regularisation).loss;
    EXPECT_NEAR(found.gradient[k], (above - below) / (2.0 * step), 1e-6 * (std::abs(found.gradient[k]) + found.loss))
        << k;
  }
}

TEST(Denoiser, GradientsOfTheLossAreThoseOfDifferences) {
  expect_gradient_of_differences(pair, 0.0);
  expect_gradient_of_differences(plane, 0.0);
}

TEST(Denoiser, GradientsOfTheResidualAreThoseOfDifferences) { expect_gradient_of_differences(pair, 0.3); }

/// At its start the network is the posterior mean of one Gaussian, of which the residual is 0 and the loss known.
TEST(Denoiser, StartsAsThePosteriorMeanOfOneGaussian) {
  Denoiser network({8, 1, 3, "silu"}, task_for(gaussian));
  network.set_parameters(network.start(key));
  LessonSource source = source_of(gaussian);
  constexpr std::int64_t count = 200;
  const LessonArrays lessons = source.draw_held_out(0, count, {count, 0, count});
  const DeviceArray<double> apart("apart", count);
  const DeviceArray<double> residual("residual", count);
  networks::TokenMemory<double> memory;
  judge_lessons({network.view(), lessons, count, 1.0}, apart.data(), residual.data(), memory);
  for (const double each : host_copy(apart)) EXPECT_LT(each, 1e-20);
  // Differences are of the second order in a hundredth.
  for (const double each : host_copy(residual)) EXPECT_LT(std::sqrt(each), 0.005);
  EXPECT_GT(host_copy(residual)[0], 0.0);
}

/// Of a network with any parameters: the residual by differences of other lengths.
TEST(Denoiser, ResidualIsThatOfItsScore) {
  const Denoiser network = drawn_network(pair);
  LessonSource source = source_of(pair);
  constexpr std::int64_t count = 40;
  const LessonArrays lessons = source.draw(0, count, {count, 0, count});
  const DeviceArray<double> apart("apart", count);
  const DeviceArray<double> residual("residual", count);
  networks::TokenMemory<double> memory;
  judge_lessons({network.view(), lessons, count, 1.0}, apart.data(), residual.data(), memory);
  const std::vector<double> found = host_copy(residual);
  const auto score = [&](double y, double v) {
    const DeviceArray<double> numbers("point and score", 2);
    numbers(0) = y;
    FieldWish wish;
    wish.score = 1.0;
    AffineInMean affine = affine_in_mean(wish, {1.0, std::sqrt(v), 0.0, 1.0});
    affine.out = numbers.data() + 1;
    affine.stride = 1;
    evaluate_denoiser(network.view(), {numbers.data(), 1, 1, 1.0, v}, affine, memory);
    return numbers(1);
  };
  for (std::int64_t j = 0; j < count; ++j) {
    const double y = lessons.place[j];
    const double v = lessons.variance[j];
    const double h = 0.003 * std::sqrt(v);
    const double s = score(y, v);
    const double slope = (score(y + h, v) - score(y - h, v)) / (2.0 * h);
    const double bend = (score(y + h, v) - 2.0 * s + score(y - h, v)) / (h * h);
    const double rate = (score(y, 1.004 * v) - score(y, 0.996 * v)) / (0.008 * v);
    const double unit = v * v / network.view().at(0, v).gain;
    const double expected = unit * (rate - 0.5 * bend - s * slope);
    EXPECT_NEAR(std::sqrt(found[static_cast<std::size_t>(j)]), std::abs(expected), 0.005 * std::abs(expected) + 0.003)
        << j;
  }
}

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

/// Of one Gaussian, whose posterior mean the network is at its start: every field of every process.
TEST(Denoiser, FieldsAreThoseOfTheProcess) {
  Denoiser network({8, 1, 1, "silu"}, task_for(gaussian));
  network.set_parameters(network.start(key));
  networks::TokenMemory<double> memory;
  const NoiseLevel level{0.8, 0.6, -0.3, 0.4};
  for (const FieldWish& wish : {FieldWish{1.0, 0.0, 0.0, 0.0}, FieldWish{0.0, 1.0, 0.0, 0.0},
                                FieldWish{0.0, 0.0, 1.0, 0.0}, FieldWish{0.0, 0.0, 0.0, 1.0}}) {
    const FieldTables exact = noised_field(gaussian, level, wish);
    const DeviceArray<double> numbers("point and field", 2);
    numbers(0) = 1.3;
    AffineInMean affine = affine_in_mean(wish, level);
    affine.out = numbers.data() + 1;
    affine.stride = 1;
    evaluate_denoiser(network.view(), {numbers.data(), 1, 1, level.signal, level.sigma() * level.sigma()}, affine,
                      memory);
    EXPECT_NEAR(numbers(1), exact.offset[0] + exact.slope[0] * 1.3, 1e-12);
  }
}

/// At the level where it ends, a map is the identity whatever its parameters.
TEST(Denoiser, MapsEndWhereTheyAre) {
  Denoiser network({8, 1, 1, "silu"}, task_for(pair, Taught::map));
  network.set_parameters(normal_numbers(static_cast<std::size_t>(network.layout().size()), 1.0));
  const DenoiserView view = network.view();
  EXPECT_EQ(view.denoised(0, 1.7, 0.05 * 0.05, 123.0), 1.7);
}

TEST(Denoiser, FilesHoldAllOfIt) {
  Denoiser network = drawn_network(plane);
  network.was_taught(plane, 3);
  const Denoiser copy(network.file(), "network.h5");
  EXPECT_EQ(copy.lessons_of(), plane);
  EXPECT_EQ(copy.trainings(), 3);
  EXPECT_EQ(copy.parameters(), network.parameters());
  EXPECT_EQ(copy.settings(), network.settings());
  EXPECT_EQ(copy.task().mean, network.task().mean);
  EXPECT_EQ(copy.task().sigma_max, network.task().sigma_max);
  learning::NetworkFile other = network.file();
  other.architecture["hidden"] = 3;
  EXPECT_THROW(Denoiser(other, "network.h5"), Failure);
  other = network.file();
  other.architecture.erase("kind");
  EXPECT_THROW(Denoiser(other, "network.h5"), Failure);
  other = network.file();
  other.physics["sigma_min"] = 20.0;
  EXPECT_THROW(Denoiser(other, "network.h5"), Failure);
  other = network.file();
  other.provenance = nullptr;
  EXPECT_THROW(Denoiser(other, "network.h5"), Failure);
  other = network.file();
  other.networks[0].scales.clear();
  EXPECT_THROW(Denoiser(other, "network.h5"), Failure);
}

/// Far from zero the variance keeps its digits.
TEST(Denoiser, MomentsFarFromZeroAreExact) {
  const Mixture far{1, {0.5, 0.5}, {1e6, 1e6 + 0.5}, {1e-6, 1e-6}};
  EXPECT_NEAR(marginal_variance(far, 0), 0.0625 + 1e-6, 1e-12);
}

/// What has no variance, and so no gain, is no perfect answer.
TEST(Denoiser, ALossWithoutAGainIsNotFinite) {
  double numbers[3] = {1e6, 1e6, 0.01};
  double mean = 1e6;
  double no_variance = 0.0;
  DenoiserView view{};
  view.dimension = 1;
  view.mean = &mean;
  view.variance = &no_variance;
  const LessonLoss loss{view, {numbers, numbers + 1, numbers + 2, nullptr, 1}, 1, 0.0};
  const double output = 0.3;
  double adjoint = 0.0;
  EXPECT_FALSE(std::isfinite(loss.target_loss(0, &output, &adjoint)));
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

TEST(LowRank, GradientsAreThoseOfDifferences) {
  learning::ParameterLayout layout({{"a.weights", 5, 4, 1.0}, {"a.biases", 1, 4, 0.0}, {"b.weights", 4, 2, 1.0}});
  const std::vector<double> base = normal_numbers(static_cast<std::size_t>(layout.size()), 1.0);
  const learning::LowRank low_rank(layout, base, 3);
  EXPECT_EQ(low_rank.network(low_rank.start(key)), base);
  EXPECT_EQ(low_rank.layout().size(), 5 * 3 + 3 * 4 + 4 * 2 + 2 * 2);  // the last of the two that there may be
  const std::vector<double> factors = normal_numbers(static_cast<std::size_t>(low_rank.layout().size()), 1.0);
  std::vector<double> by_network(base.size());
  for (std::size_t k = 0; k < base.size(); ++k) by_network[k] = 2.0 * low_rank.network(factors)[k];
  const std::vector<double> gradient = low_rank.gradient(factors, by_network);
  const auto loss = [&](const std::vector<double>& at) {
    double sum = 0.0;
    for (const double each : low_rank.network(at)) sum += each * each;
    return sum;
  };
  for (std::size_t k = 0; k < factors.size(); ++k) {
    std::vector<double> moved = factors;
    moved[k] += 1e-6;
    const double above = loss(moved);
    moved[k] -= 2e-6;
    EXPECT_NEAR(gradient[k], (above - loss(moved)) / 2e-6, 1e-6 * (1.0 + std::abs(gradient[k]))) << k;
  }
}

}  // namespace
}  // namespace starling::diffusion
