// Batches: uniform, different for every update, and covered by the frames that a rank holds.
#include "engine/learning/batch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "kernels/random/key.hpp"

namespace starling::learning {
namespace {

const random::Key batch_key = random::make_key(21);

/// Fails if the counts are further from uniform than five standard deviations of chi-square.
void expect_uniform(const std::vector<std::int64_t>& counts, const char* what) {
  const auto classes = static_cast<double>(counts.size());
  const double expected = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0})) / classes;
  ASSERT_GT(expected, 20.0);
  double squares = 0.0;
  for (const std::int64_t count : counts) {
    const double excess = static_cast<double>(count) - expected;
    squares += excess * excess / expected;
  }
  EXPECT_LT(std::abs(squares - (classes - 1.0)), 5.0 * std::sqrt(2.0 * (classes - 1.0))) << what;
}

TEST(Batch, DrawsParticlesUniformly) {
  const BatchDraw batch{batch_key, 12, 50, 4};
  std::vector<std::int64_t> counts(50);
  std::vector<std::int64_t> pairs(100);  // neighbours in a block, by halves and tens: they are independent
  for (std::int64_t u = 0; u < 2000; ++u) {
    const ParticleBlock block = batch.block(u, u % 4);
    for (const std::int64_t particle : block.particles) {
      ASSERT_TRUE(particle >= 0 && particle < 50);
      ++counts[static_cast<std::size_t>(particle)];
    }
    for (std::size_t k = 0; k < particles_per_block; k += 2) {
      ++pairs[static_cast<std::size_t>(block.particles[k] / 5 * 10 + block.particles[k + 1] / 5)];
    }
  }
  expect_uniform(counts, "particles");
  expect_uniform(pairs, "pairs of particles");
}

TEST(Batch, DrawsFramesUniformlyFromClasses) {
  const BatchDraw batch{batch_key, 22, 1000, 4};  // classes of 6, 6, 5 and 5 frames
  for (std::int64_t b = 0; b < 4; ++b) {
    std::vector<std::int64_t> counts(b < 2 ? 6 : 5);
    for (std::int64_t u = 0; u < 3000; ++u) {
      const std::int64_t frame = batch.frame(u, b);
      ASSERT_TRUE(frame >= 0 && frame < 22);
      ASSERT_EQ(frame % 4, b);
      ASSERT_EQ(batch.block(u, b).frame, frame);
      ++counts[static_cast<std::size_t>(frame / 4)];
    }
    expect_uniform(counts, "frames of a class");
  }
}

TEST(Batch, DrawsFromAllFramesIfThereAreFewerThanBlocks) {
  const BatchDraw batch{batch_key, 3, 1000, 8};
  std::vector<std::int64_t> counts(3);
  for (std::int64_t u = 0; u < 1000; ++u) {
    for (std::int64_t b = 0; b < 8; ++b) ++counts[static_cast<std::size_t>(batch.frame(u, b))];
  }
  expect_uniform(counts, "frames");
  const BatchDraw even{batch_key, 8, 1000, 8};
  for (std::int64_t b = 0; b < 8; ++b) EXPECT_EQ(even.frame(5, b), b);
}

TEST(Batch, DiffersBetweenUpdatesBlocksAndKeys) {
  const BatchDraw batch{batch_key, 1000, 1000000, 4};
  const BatchDraw other{random::make_key(22), 1000, 1000000, 4};
  std::set<std::array<std::int64_t, particles_per_block>> seen;
  for (std::int64_t u = 0; u < 100; ++u) {
    for (std::int64_t b = 0; b < 4; ++b) {
      EXPECT_TRUE(seen.insert(batch.block(u, b).particles).second);
      EXPECT_TRUE(seen.insert(other.block(u, b).particles).second);
    }
  }
  // An update's number counts in all its bits.
  EXPECT_TRUE(seen.insert(batch.block(std::int64_t{1} << 32, 0).particles).second);
  EXPECT_EQ(batch.block(17, 3), batch.block(17, 3));
}

TEST(Batch, ReachesLargeNumbers) {
  const std::int64_t most = std::int64_t{1} << 60;
  const BatchDraw batch{batch_key, most, most, 1};
  std::int64_t largest = 0;
  std::int64_t low_bits = 0;
  for (const std::int64_t particle : batch.block(0, 0).particles) {
    ASSERT_TRUE(particle >= 0 && particle < most);
    largest = std::max(largest, particle);
    low_bits |= particle & 0xffff;
  }
  EXPECT_GT(largest, most / 2);
  EXPECT_EQ(low_bits, 0xffff);
}

TEST(Batch, IsTheSameUnderEveryCompiler) {
  const BatchDraw batch{batch_key, 777, 12345, 5};
  const ParticleBlock block = batch.block(123456789012, 2);
  EXPECT_EQ(block.frame, 72);
  EXPECT_EQ(block.particles[0], 11153);
  EXPECT_EQ(block.particles[31], 2918);
}

TEST(Batch, NeedsTheFramesOfItsRankOnly) {
  for (const auto& [frames, blocks] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{22, 4}, {3, 8}, {64, 64}, {100, 7}}) {
    const BatchDraw batch{batch_key, frames, 10, blocks};
    for (const int ranks : {1, 3, 4, 9}) {
      std::int64_t next = 0;
      std::size_t held = 0;
      for (int rank = 0; rank < ranks; ++rank) {
        const RowBlock own = batch.blocks_of_rank(rank, ranks);
        EXPECT_EQ(own.first, next);
        next += own.count;
        const auto needed = batch.frames_of_rank(rank, ranks);
        held += needed.size();
        EXPECT_TRUE(std::is_sorted(needed.begin(), needed.end()));
        EXPECT_EQ(needed.empty(), own.count == 0);
        std::set<std::int64_t> drawn;
        for (std::int64_t u = 0; u < 300; ++u) {
          for (std::int64_t b = own.first; b < own.first + own.count; ++b) drawn.insert(batch.frame(u, b));
        }
        // All that is drawn is held, and after so many updates all that is held was drawn.
        EXPECT_EQ(std::vector<std::int64_t>(drawn.begin(), drawn.end()), needed);
      }
      EXPECT_EQ(next, blocks);
      if (frames >= blocks) {
        EXPECT_EQ(held, static_cast<std::size_t>(frames));
      }
    }
  }
}

}  // namespace
}  // namespace starling::learning
