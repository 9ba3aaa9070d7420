// Which particles of which frames an update learns from, and which rank works on them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/comm/even_split.hpp"
#include "kernels/random/philox.hpp"

namespace starling::learning {

inline constexpr int particles_per_block = 32;

/// Particles of one frame whose gradients are computed together. A particle may be there more than once.
struct ParticleBlock {
  std::int64_t frame = 0;
  std::array<std::int64_t, particles_per_block> particles{};

  bool operator==(const ParticleBlock&) const = default;
};

/// The batches of a training: `blocks` blocks for each update, a pure function of (key, update, block).
///
/// Frames are dealt into `blocks` classes, frame f into class f % blocks, and block b draws its frame uniformly from
/// class b, so that the ranks that work on a few blocks hold the frames of a few classes. With fewer frames than blocks,
/// every block draws from all frames. Particles are drawn uniformly, with replacement, from 0, ..., particles - 1.
/// A number in [0, n) is the upper half of n times 64 random bits: its probabilities are within n 2^-64 (relative) of
/// equal.
struct BatchDraw {
  random::Key key;
  std::int64_t frames;
  std::int64_t particles;  ///< of every frame
  std::int64_t blocks;     ///< of an update; all three are at least 1, blocks below 2^32

  /// Block b of update u.
  [[nodiscard]] ParticleBlock block(std::int64_t update, std::int64_t block) const;
  /// Its frame alone.
  [[nodiscard]] std::int64_t frame(std::int64_t update, std::int64_t block) const;

  /// The blocks of every update that a rank works on: an even, contiguous split.
  [[nodiscard]] RowBlock blocks_of_rank(int rank, int ranks) const { return rows_of(blocks, rank, ranks); }
  /// The frames, ascending, from which those blocks may draw: of their classes, or all. None for a rank without blocks.
  [[nodiscard]] std::vector<std::int64_t> frames_of_rank(int rank, int ranks) const;
};

}  // namespace starling::learning
