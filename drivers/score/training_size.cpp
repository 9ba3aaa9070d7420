// How long a training is, and how much memory it takes.
#include "drivers/score/data/training_frames.hpp"
#include "drivers/score/training.hpp"
#include "kernels/score/filter_vectors.hpp"

namespace starling::score {

std::int64_t planned_units(const Deck& deck) {
  return deck.updates +
         active::in_dimension(deck.system, [&](auto dimension) { return TrainingFrames<dimension()>::planned(deck); });
}

std::int64_t bytes_per_particle(const Deck& deck) {
  // A frame's row of doubles, kept for checkpoints, and what is computed of it: vectors, matrices, position, neighbours.
  return active::in_dimension(deck.system, [&](auto dimension) -> std::int64_t {
    constexpr int D = dimension();
    constexpr std::int64_t row = 8 * 3 * D;
    const std::int64_t features = 8 * (physics_numbers<D>(deck.system.external != "none") + packed_stride<D>)+48 +
                                  (deck.network->settings.has_filters() ? 4 * filter_numbers<D> : 0);
    const std::int64_t targets = deck.loss == Loss::denoising ? 8 * D : 0;
    return deck.all_frames() * (row + deck.copies() * (features + targets)) +
           deck.all_held_out_frames() * (row + features);
  });
}

}  // namespace starling::score
