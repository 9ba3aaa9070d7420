// Denoisers: gradients against differences, residuals, fields against closed forms, files.
#include "drivers/diffusion/networks/denoiser.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "drivers/diffusion/processes/noising.hpp"
#include "kernels/device_copy.hpp"
#include "kernels/diffusion/learned/differentiate.hpp"
#include "tests/drivers/diffusion/small_targets.hpp"

namespace starling::diffusion {
namespace {

using namespace testing_support;

Denoiser drawn_network(const Mixture& target) {
  Denoiser network({9, 2, 2, "tanh"}, task_for(target));
  network.set_parameters(normal_numbers(static_cast<std::size_t>(network.layout().size()), 0.4));
  return network;
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

}  // namespace
}  // namespace starling::diffusion
