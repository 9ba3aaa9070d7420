// Drawing blocks by Philox and multiplication.
#include "engine/learning/batch.hpp"

namespace starling::learning {
namespace {

__extension__ using WideProduct = unsigned __int128;

/// The upper half of n times the 64 bits of two words.
std::int64_t number_below(std::int64_t n, std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = std::uint64_t{high} << 32 | low;
  return static_cast<std::int64_t>(static_cast<WideProduct>(bits) * static_cast<std::uint64_t>(n) >> 64);
}

random::Words batch_words(random::Key key, std::int64_t update, std::int64_t block, int call) {
  return random::philox(random::make_counter(static_cast<std::uint32_t>(block), static_cast<std::uint64_t>(update),
                                             random::Purpose::batch, static_cast<std::uint32_t>(call)),
                        key);
}

}  // namespace

std::int64_t BatchDraw::frame(std::int64_t update, std::int64_t block) const {
  const random::Words words = batch_words(key, update, block, 0);
  if (frames < blocks) return number_below(frames, words.w[0], words.w[1]);
  const std::int64_t in_class = (frames - block + blocks - 1) / blocks;
  return block + blocks * number_below(in_class, words.w[0], words.w[1]);
}

ParticleBlock BatchDraw::block(std::int64_t update, std::int64_t block) const {
  ParticleBlock drawn;
  drawn.frame = frame(update, block);
  for (int k = 0; k < particles_per_block; k += 2) {
    const random::Words words = batch_words(key, update, block, 1 + k / 2);
    drawn.particles[k] = number_below(particles, words.w[0], words.w[1]);
    drawn.particles[k + 1] = number_below(particles, words.w[2], words.w[3]);
  }
  return drawn;
}

std::vector<std::int64_t> BatchDraw::frames_of_rank(int rank, int ranks) const {
  const RowBlock own = blocks_of_rank(rank, ranks);
  std::vector<std::int64_t> needed;
  for (std::int64_t f = 0; f < frames && own.count > 0; ++f) {
    const std::int64_t of_class = f % blocks;
    if (frames < blocks || (of_class >= own.first && of_class < own.first + own.count)) needed.push_back(f);
  }
  return needed;
}

}  // namespace starling::learning
