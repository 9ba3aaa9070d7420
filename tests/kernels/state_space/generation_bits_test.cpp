// The recorded bits of every model's generations: any compiler and instruction set must give them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/state_space/propagate.hpp"
#include "tests/kernels/state_space/model_cases.hpp"

namespace starling::testing {
namespace {

/// A hash of all states and weights of 30 generations, every other one guided where the model can be.
template <class Model>
std::uint64_t history_hash(const Model& model, const std::vector<double>& y, Proposal start = Proposal::transition) {
  constexpr std::int64_t count = 1000;
  std::vector<double> now(count * Model::state_size), next(now), log_weight(count);
  Observation observation;
  std::copy(y.begin(), y.end(), observation.value);
  std::uint64_t hash = 14695981039346656037u;
  const auto mix = [&hash](const std::vector<double>& values) {
    for (const double value : values) hash = (hash ^ math::bits_of(value)) * 1099511628211u;
  };
  start_generation(model, {{}, now.data(), count, log_weight.data(), 0, count}, random::make_key(1), observation,
                   start);
  mix(now);
  mix(log_weight);
  for (std::int64_t time = 1; time < 30; ++time) {
    propagate(model, {{now.data(), count, nullptr, nullptr}, next.data(), count, log_weight.data(), 0, count},
              random::make_key(1), time, observation, time % 2 == 1 ? Proposal::transition : Proposal::guided);
    now.swap(next);
    mix(now);
    mix(log_weight);
  }
  return hash;
}

TEST(GenerationBits, AreThoseRecorded) {
  EXPECT_EQ(history_hash(LinearGaussian<1>::from({}), {0.3}), 0x7d82a3eb8eca805au);
  EXPECT_EQ(history_hash(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(2)), {0.3, -0.2}), 0xfb4a3dfcb464d784u);
  EXPECT_EQ(history_hash(LinearGaussian<8>::from(arbitrary_linear_gaussian<8>()), {1, 2, 3, 4, 3, 2, 1, 0}),
            0xa3e381f3d8e5c93cu);
  EXPECT_EQ(history_hash(StochasticVolatility::from({}), {0.4}), 0xbb1d5c58dd28b200u);
  EXPECT_EQ(history_hash(Gordon::from({}), {7.0}), 0x41f66d9a49a44604u);
  EXPECT_EQ(history_hash(BearingsOnly::from({}), {0.8}), 0xac940e56327c18a4u);
  EXPECT_EQ(history_hash(HiddenMarkov::from(three_state_tables()), {2.0}), 0x7c5bd3a9f1c937bbu);
  EXPECT_EQ(history_hash(small_epidemic(0.3), {2.0}), 0xa0407fa3683cf9e5u);
  EXPECT_EQ(history_hash(Lorenz96::from({}), {8, 7, 6, 8, 9, 8, 7, 6}), 0xbc482d0b62c64cb4u);
}

TEST(GenerationBits, OfGuidedStartsAreThoseRecorded) {
  constexpr Proposal guided = Proposal::guided;
  EXPECT_EQ(history_hash(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(2)), {0.3, -0.2}, guided),
            0xc88a5a7b13b44620u);
  EXPECT_EQ(history_hash(StochasticVolatility::from({}), {0.4}, guided), 0x26d16e01af1499c5u);
  EXPECT_EQ(history_hash(HiddenMarkov::from(three_state_tables()), {2.0}, guided), 0xe18319c4c95fc34u);
  EXPECT_EQ(history_hash(Lorenz96::from({}), {8, 7, 6, 8, 9, 8, 7, 6}, guided), 0xd49c3d98c7a82b08u);
}

/// What is absent changes the numbers of a model and no kernel.
TEST(GenerationBits, OfPartlyMissingObservationsAreThoseRecorded) {
  constexpr Proposal guided = Proposal::guided;
  const auto plane = LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(), Absent{2});
  EXPECT_EQ(history_hash(plane, {0.3, 0.0, -0.2}, guided), 0x486e6fc8276bd45cu);
  EXPECT_EQ(history_hash(Lorenz96::from({}, Absent{0x81}), {0, 7, 6, 8, 9, 8, 7, 0}, guided), 0x9a7f8756e0efac22u);
}

}  // namespace
}  // namespace starling::testing
