// Sweeps over chains: each parameter's noise is its own whatever the lanes, and steps are what their formulas say.
#include "kernels/samplers/sweep.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/samplers/chain_sums.hpp"
#include "kernels/samplers/langevin.hpp"
#include "kernels/samplers/momentum.hpp"

namespace starling::samplers {
namespace {

/// Chains of a few or many parameters, all of whose arrays differ.
struct Arrays {
  ChainShape shape;
  std::vector<random::Key> keys;
  std::vector<double> position, momentum, gradient, work;

  Arrays(std::int64_t chains, std::int64_t parameters) : shape(ChainShape::of(chains, parameters)) {
    for (std::int64_t c = 0; c < chains; ++c) keys.push_back(random::make_key(7, 0, static_cast<std::uint32_t>(c)));
    const auto size = static_cast<std::size_t>(shape.size());
    position.assign(size, 0.0);
    momentum = gradient = work = position;
    for (std::int64_t c = 0; c < chains; ++c) {
      for (std::int64_t i = 0; i < parameters; ++i) {
        const auto at = static_cast<std::size_t>(c * shape.stride + i);
        position[at] = std::sin(static_cast<double>(at));
        momentum[at] = std::cos(static_cast<double>(at));
        gradient[at] = std::sin(3.0 * static_cast<double>(at));
      }
    }
  }
  [[nodiscard]] ChainNoise noise(std::uint64_t step) const { return {keys.data(), step, random::Purpose::langevin}; }
  [[nodiscard]] double xi(std::int64_t chain, std::int64_t parameter, std::uint64_t step) const {
    return random::parameter_normal(parameter, keys[static_cast<std::size_t>(chain)], step, random::Purpose::langevin);
  }
};

template <class Check>
void for_each_parameter(const Arrays& arrays, Check&& check) {
  for (std::int64_t c = 0; c < arrays.shape.chains; ++c) {
    for (std::int64_t i = 0; i < arrays.shape.parameters; ++i) {
      check(c, i, static_cast<std::size_t>(c * arrays.shape.stride + i));
    }
  }
}

TEST(ChainSweep, GivesEveryParameterItsOwnNoiseToTheBit) {
  for (const auto& [some_chains, some_parameters] : {std::pair(1, 1), {3, 5}, {40, 1}, {7, 130}, {2, 4}, {33, 10}}) {
    const int chains = some_chains;  // clang++ 14 captures no structured binding
    const int parameters = some_parameters;
    Arrays arrays(chains, parameters);
    const Arrays before = arrays;
    std::vector<double> k;
    for (int c = 0; c < chains; ++c) k.insert(k.end(), {0.01 * (c + 1), 0.5 + c});
    sweep(arrays.shape, arrays.noise(11), k.data(), LangevinStep{arrays.position.data(), arrays.gradient.data()});
    for_each_parameter(arrays, [&](std::int64_t c, std::int64_t i, std::size_t at) {
      const double moved = std::fma(-k[2 * c], before.gradient[at], before.position[at]);
      EXPECT_EQ(arrays.position[at], std::fma(k[2 * c + 1], arrays.xi(c, i, 11), moved)) << chains << "x" << parameters;
    });
    for (std::int64_t c = 0; c < chains; ++c) {
      for (std::int64_t i = parameters; i < arrays.shape.stride; ++i) {
        EXPECT_EQ(arrays.position[static_cast<std::size_t>(c * arrays.shape.stride + i)], 0.0) << "padding";
      }
    }
  }
}

TEST(ChainSweep, StepsAreTheirFormulas) {
  const double e = 0.1;
  Arrays arrays(3, 6);
  const Arrays before = arrays;
  const auto expect = [&](auto&& value_of, const std::vector<double>& found) {
    for_each_parameter(arrays, [&](std::int64_t c, std::int64_t i, std::size_t at) {
      EXPECT_NEAR(found[at],
                  value_of(before.position[at], before.momentum[at], before.gradient[at], arrays.xi(c, i, 2)), 1e-14);
    });
  };
  const auto same = [&](std::vector<double> k) {
    const std::vector<double> one = k;
    for (int c = 1; c < 3; ++c) k.insert(k.end(), one.begin(), one.end());
    return k;
  };
  {
    const auto k = same({e, e * 0.7, 0.3});
    sweep(arrays.shape, arrays.noise(2), k.data(), FrictionStep{arrays.momentum.data(), arrays.gradient.data()});
    expect([&](double, double p, double g, double xi) { return p - e * g - e * 0.7 * p + 0.3 * xi; }, arrays.momentum);
  }
  arrays = before;
  {
    const auto k = same({e, e * 0.7, 0.3});
    sweep(arrays.shape, arrays.noise(2), k.data(),
          NoseHooverStep{arrays.position.data(), arrays.momentum.data(), arrays.gradient.data()});
    expect([&](double x, double p, double g, double xi) { return x + e * (p - e * g - e * 0.7 * p + 0.3 * xi); },
           arrays.position);
  }
  arrays = before;
  {
    const auto k = same({0.5 * e, 0.9, 0.4});
    sweep(arrays.shape, arrays.noise(2), k.data(),
          SplitStep{arrays.position.data(), arrays.momentum.data(), arrays.gradient.data()});
    expect([&](double, double p, double g, double xi) { return 0.9 * (p - 0.5 * e * g) + 0.4 * xi; }, arrays.momentum);
    expect(
        [&](double x, double p, double g, double xi) {
          const double kicked = p - 0.5 * e * g;
          return x + 0.5 * e * kicked + 0.5 * e * (0.9 * kicked + 0.4 * xi);
        },
        arrays.position);
  }
  arrays = before;
  {
    const auto k = same({e, 0.2, 0.3});
    sweep(arrays.shape, arrays.noise(2), k.data(),
          AmortisedStep{arrays.momentum.data(), arrays.work.data(), arrays.gradient.data()});
    const auto next = [&](double p, double g, double xi) { return (0.8 * p - e * g + 0.3 * xi) / 1.2; };
    expect([&](double, double p, double g, double xi) { return next(p, g, xi); }, arrays.momentum);
    expect([&](double, double p, double g, double xi) { return 0.5 * e * g * (p + next(p, g, xi)); }, arrays.work);
  }
  arrays = before;
  {
    const auto k = same({e, 0.4, 0.01});
    std::vector<double> squares(before.position.size(), 0.25);
    sweep(arrays.shape, arrays.noise(2), k.data(),
          ScaledLangevinStep{arrays.position.data(), arrays.gradient.data(), squares.data()});
    const double scale = 1.0 / 0.51;
    expect([&](double x, double, double g, double xi) { return x - e * scale * g + 0.4 * std::sqrt(scale) * xi; },
           arrays.position);
    const auto memory = same({0.9});
    quiet_sweep(arrays.shape, memory.data(), MeanSquare{squares.data(), arrays.gradient.data()});
    expect([&](double, double, double g, double) { return 0.9 * 0.25 + 0.1 * g * g; }, squares);
  }
}

TEST(ChainSweep, RejectionsBringTheStartBackWithMomentaReversed) {
  Arrays arrays(2, 3);
  const Arrays start(2, 3);
  for (double& value : arrays.position) value += 1.0;
  for (double& value : arrays.momentum) value = NAN;
  const Arrays reached = arrays;
  const double accepts[2] = {1.0, 0.0};
  quiet_sweep(arrays.shape, accepts,
              Settle{arrays.position.data(), arrays.momentum.data(), start.position.data(), start.momentum.data()});
  for_each_parameter(arrays, [&](std::int64_t c, std::int64_t, std::size_t at) {
    EXPECT_EQ(arrays.position[at], c == 0 ? reached.position[at] : start.position[at]);
    const double momentum = arrays.momentum[at];
    EXPECT_TRUE(c == 0 ? std::isnan(momentum) : momentum == -start.momentum[at]);
  });
}

TEST(ChainSums, AreThoseOfTheParametersAlone) {
  for (const std::int64_t parameters : {1, 7, 8, 9, 40, 41}) {
    const Arrays arrays(3, parameters);
    std::vector<double> products(3), sums(3);
    chain_products(arrays.shape, arrays.position.data(), arrays.momentum.data(), products.data());
    chain_sums(arrays.shape, arrays.position.data(), sums.data());
    for (std::int64_t c = 0; c < 3; ++c) {
      double product = 0.0, sum = 0.0;
      for (std::int64_t i = 0; i < parameters; ++i) {
        const auto at = static_cast<std::size_t>(c * arrays.shape.stride + i);
        product += arrays.position[at] * arrays.momentum[at];
        sum += arrays.position[at];
      }
      EXPECT_NEAR(products[static_cast<std::size_t>(c)], product, 1e-13);
      EXPECT_NEAR(sums[static_cast<std::size_t>(c)], sum, 1e-13);
    }
  }
}

}  // namespace
}  // namespace starling::samplers
