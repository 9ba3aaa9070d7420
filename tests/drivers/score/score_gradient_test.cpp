// Gradients of the loss against finite differences.
#include <numeric>

#include "tests/drivers/score/double_network.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

/// Of the loss with divergences, or with targets in their place.
template <class Block>
void expect_slope(const std::string& model, DoubleNetwork<Block> network, bool targets = false) {
  constexpr int D = Block::View::dimension;
  SmallSystem<D> system(crowd<D>(model, 50));
  if constexpr (Block::View::shape.has_filters) system.filter(some_filters(3));
  std::vector<double> target(static_cast<std::size_t>(50 * D));
  for (std::size_t k = 0; k < target.size(); ++k) target[k] = std::sin(1.0 + static_cast<double>(k));
  if (targets) system.aim_at(target);
  double loss = 0.0;
  const std::vector<double> gradient = network.gradient(system, loss);
  const auto scores = network.evaluate(system);
  double direct = 0.0;
  for (const double each : scores.score) direct += each * each;
  if (targets) {
    for (std::size_t k = 0; k < target.size(); ++k) {
      direct += 2.0 * target[k] * scores.score[k % D * std::size_t{50} + k / D];
    }
  } else {
    for (const double each : scores.divergence) direct += 2.0 * each;
  }
  EXPECT_NEAR(loss, direct, 1e-9 * std::abs(direct));
  const double scale = std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0) /
                                 static_cast<double>(gradient.size()));
  constexpr double h = 1e-3;
  const double rounding = 1e-15 * std::abs(loss) / h;
  // Of large networks some parameters of every layer.
  const std::size_t stride = gradient.size() > 1000 ? 61 : 7;
  for (std::size_t k = 0; k < gradient.size(); k += stride) {
    const double before = network.values[k];
    const auto difference = [&](double step) {
      double ends[2];
      for (int side = 0; side < 2; ++side) {
        network.values[k] = before + (side == 0 ? step : -step);
        static_cast<void>(network.gradient(system, ends[side]));
      }
      network.values[k] = before;
      return (ends[0] - ends[1]) / (2.0 * step);
    };
    const double slope = (4.0 * difference(h) - difference(2.0 * h)) / 3.0;  // within O(h^4)
    ASSERT_NEAR(gradient[k], slope, 1e-7 * (scale + std::abs(gradient[k])) + rounding)
        << model << " in " << D << "-D, parameter " << k;
  }
}

template <class View>
void expect_gradient(const std::string& model, const std::string& activation = "silu") {
  expect_slope(model, equivariant<View>(activation));
}

TEST(ScoreGradient, IsTheSlopeOfTheLoss) {
  expect_gradient<Drives<1, 1>>("active_ou");
  expect_gradient<Drives<2, 2>>("active_ou");
  expect_gradient<Drives<2, 1>>("active_brownian");
  expect_gradient<Drives<3, 2>>("active_brownian");
  expect_gradient<Drives<2, 2>>("active_ou", "gelu");
}

TEST(ScoreGradient, OfALossWithTargetsIsItsSlope) {
  expect_slope("active_ou", equivariant<Drives<1, 1>>("silu"), true);
  expect_slope("active_ou", equivariant<Drives<3, 3>>("silu"), true);
  expect_slope("active_ou", transformer<Drives<2, 2>, score::Outputs::components>(1), true);
}

TEST(ScoreGradient, WithFiltersIsTheSlopeOfTheLoss) {
  expect_gradient<score::FilterView<1, 1, false>>("active_ou");
  expect_gradient<score::FilterView<2, 2, false>>("active_ou", "tanh");
  expect_gradient<score::FilterView<3, 2, true>>("active_brownian");
  expect_slope("active_ou", equivariant<score::FilterView<2, 2, false>>(), true);
}

template <class View>
void expect_gradient_of_transformers(const std::string& model) {
  expect_slope(model, transformer<View, score::Outputs::coefficients>(2));
  expect_slope(model, transformer<View, score::Outputs::components>(2, "gelu"));
  expect_slope(model, transformer<View, score::Outputs::coefficients>(1, "tanh"));
  expect_slope(model, transformer<View, score::Outputs::components>(1));
}

TEST(ScoreGradient, OfATransformerIsTheSlopeOfTheLoss) {
  expect_gradient_of_transformers<Drives<1, 1>>("active_ou");
  expect_gradient_of_transformers<Drives<2, 2>>("active_ou");
  expect_gradient_of_transformers<Drives<2, 1>>("active_brownian");
  expect_gradient_of_transformers<Drives<3, 2>>("active_brownian");
}

TEST(ScoreGradient, OfPositionsIsTheSlopeOfTheLoss) {
  expect_gradient<score::PositionView<1>>("active_ou");
  expect_gradient<score::PositionView<2>>("active_ou", "tanh");
  expect_gradient<score::PositionView<3>>("active_brownian", "softplus");
}

}  // namespace
}  // namespace starling::active
