// Random numbers of slots: whole groups against single slots, and no word used twice.
#include "kernels/random/slot_noise.hpp"

#include <gtest/gtest.h>

#include <set>

#include "kernels/random/key.hpp"

namespace starling::random {
namespace {

constexpr Key slot_key{5, 6};

TEST(SlotNoise, OfAGroupIsThatOfItsSlots) {
  double normal[3][slot_group];
  double uniform[2][slot_group];
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{128}, (std::int64_t{1} << 31) - 128}) {
    slot_normals(first, slot_key, 7, Purpose::filter_step, normal);
    slot_uniforms(first, slot_key, 7, Purpose::filter_step_uniform, uniform);
    for (int lane = 0; lane < slot_group; ++lane) {
      for (int n = 0; n < 3; ++n)
        EXPECT_EQ(normal[n][lane], slot_normal(first + lane, slot_key, 7, Purpose::filter_step, n));
      for (int n = 0; n < 2; ++n)
        EXPECT_EQ(uniform[n][lane], slot_uniform(first + lane, slot_key, 7, Purpose::filter_step_uniform, n));
      double one[3][1];
      slot_normals(first + lane, slot_key, 7, Purpose::filter_step, one);
      EXPECT_EQ(one[2][0], normal[2][lane]);
      double single[2][1];
      slot_uniforms(first + lane, slot_key, 7, Purpose::filter_step_uniform, single);
      EXPECT_EQ(single[1][0], uniform[1][lane]);
    }
  }
}

TEST(SlotNoise, UsesNoNumberTwice) {
  constexpr int slots = 1024;
  std::set<double> normals, uniforms;
  std::set<std::pair<std::uint32_t, int>> words;
  for (std::int64_t slot = 0; slot < slots; ++slot) {
    words.insert({entity_of_slot(slot), word_of_slot(slot)});
    for (int n = 0; n < 4; ++n) {
      normals.insert(slot_normal(slot, slot_key, 1, Purpose::filter_step, n));
      uniforms.insert(slot_uniform(slot, slot_key, 1, Purpose::filter_step_uniform, n));
    }
  }
  EXPECT_EQ(words.size(), slots);
  EXPECT_EQ(normals.size(), 4 * slots);
  EXPECT_EQ(uniforms.size(), 4 * slots);
}

TEST(SlotNoise, ComesFromTheDocumentedWords) {
  // Slot 128 g + 32 w + i is word w of entity 32 g + i.
  const std::int64_t slot = 128 * 5 + 32 * 3 + 17;
  const Words block_2 = philox(make_counter(32 * 5 + 17, 9, Purpose::filter_step, 2), slot_key);
  EXPECT_EQ(slot_normal(slot, slot_key, 9, Purpose::filter_step, 2), normal_pair(block_2.w[2], block_2.w[3]).second);
  const Words block_3 = philox(make_counter(32 * 5 + 17, 9, Purpose::filter_step, 3), slot_key);
  EXPECT_EQ(slot_uniform(slot, slot_key, 9, Purpose::filter_step, 1), uniform_53(block_2.w[3], block_3.w[3]));
}

}  // namespace
}  // namespace starling::random
