// Philox against its published test vectors, against Random123, and lanes against single calls.
#include "kernels/random/philox.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <bit>
#include <memory>
#include <numeric>
#include <set>
#include <tuple>
#include <vector>

#include "kernels/random/key.hpp"
#include "kernels/random/philox_lanes.hpp"

namespace starling::random {
namespace {

void expect_words(Words got, const std::uint32_t (&want)[4]) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(got.w[i], want[i]) << "word " << i;
}

TEST(Philox, GivesThePublishedVectors) {
  expect_words(philox({{0, 0, 0, 0}}, {0, 0}), {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
  expect_words(philox({{~0u, ~0u, ~0u, ~0u}}, {~0u, ~0u}), {0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu});
  expect_words(philox({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}}, {0xa4093822u, 0x299f31d0u}),
               {0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u});
}

TEST(Philox, AgreesWithRandom123OnRandomCounters) {
  Words state{{1, 2, 3, 4}};
  for (int i = 0; i < 100000; ++i) {
    const Key key{state.w[3] ^ 0x1234567u, state.w[0] + static_cast<std::uint32_t>(i)};
    const Counter counter{{state.w[0], state.w[1], state.w[2], state.w[3]}};
    const r123::Philox4x32::ctr_type want =
        r123::Philox4x32()({{counter.w[0], counter.w[1], counter.w[2], counter.w[3]}}, {{key.low, key.high}});
    state = philox(counter, key);
    for (int word = 0; word < 4; ++word) ASSERT_EQ(state.w[word], want.v[word]) << "draw " << i;
  }
}

TEST(Philox, CounterHoldsEveryPartInItsPlace) {
  const Counter counter = make_counter(7, 0x0123456789abcdefu, Purpose::initial_activity, 0xabcdefu);
  EXPECT_EQ(counter.w[0], 7u);
  EXPECT_EQ(counter.w[1], 0x89abcdefu);
  EXPECT_EQ(counter.w[2], 0x01234567u);
  EXPECT_EQ(counter.w[3], 0x02abcdefu);
}

template <int Lanes>
void expect_lanes(std::uint64_t step, Purpose purpose, std::uint32_t block, Key key) {
  std::vector<std::int32_t> entity(Lanes);
  for (int lane = 0; lane < Lanes; ++lane) entity[lane] = lane % 5 == 0 ? 2147483647 - lane : lane * 7919 + 13;
  const auto words = std::make_unique<std::uint64_t[][4][Lanes]>(1);
  philox_lanes<Lanes>(entity.data(), step, purpose, block, key, words[0]);
  for (int lane = 0; lane < Lanes; ++lane) {
    const Words want = philox(make_counter(static_cast<std::uint32_t>(entity[lane]), step, purpose, block), key);
    for (int word = 0; word < 4; ++word)
      ASSERT_EQ(words[0][word][lane], want.w[word]) << Lanes << " lanes, lane " << lane << ", word " << word;
  }
}

TEST(Philox, InLanesGivesTheSameWords) {
  for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xfedcba9876543210u}}) {
    for (const Key key : {Key{0, 0}, Key{~0u, ~0u}, make_key(5)}) {
      expect_lanes<1>(step, Purpose::dynamics, 0, key);
      expect_lanes<7>(step, Purpose::initial_activity, 3, key);
      expect_lanes<16>(step, Purpose::initial_position, 1, key);
      expect_lanes<64>(step, Purpose::dynamics, 0, key);
      expect_lanes<128>(step, Purpose::dynamics, 0xffffff, key);
    }
  }
}

TEST(Key, DiffersForNeighbouringChoices) {
  std::set<std::tuple<std::uint32_t, std::uint32_t>> keys;
  for (std::uint32_t i = 0; i < 12 * 12 * 12 * 12; ++i) {
    const Key key = make_key(i % 12, i / 12 % 12, i / 144 % 12, i / 1728);
    keys.emplace(key.low, key.high);
  }
  EXPECT_EQ(keys.size(), 12u * 12u * 12u * 12u);
}

TEST(Key, FlipsHalfItsBitsWithAnyInputBit) {
  constexpr int trials = 512;
  for (int bit = 0; bit < 160; ++bit) {
    int flipped = 0;
    for (int trial = 0; trial < trials; ++trial) {
      const Words base = philox({{static_cast<std::uint32_t>(trial), 0, 0, 0}}, {1, 1});
      std::uint32_t part[5] = {base.w[0], base.w[1], base.w[2], base.w[3], static_cast<std::uint32_t>(trial)};
      const auto key_of = [&part] {
        return make_key(static_cast<std::uint64_t>(part[1]) << 32 | part[0], part[2], part[3], part[4]);
      };
      const Key before = key_of();
      part[bit / 32] ^= 1u << (bit % 32);
      const Key after = key_of();
      flipped += std::popcount(before.low ^ after.low) + std::popcount(before.high ^ after.high);
    }
    // 32,768 fair coins: mean 16,384, standard deviation 90.5; five of them, over 160 bits: 1e-4 of failing by chance.
    EXPECT_NEAR(flipped, 16384, 453) << "input bit " << bit;
  }
}

}  // namespace
}  // namespace starling::random
