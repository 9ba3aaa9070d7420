// Backward draws from the whole law, for particles that rejection left undecided.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/math/bits.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/portability.hpp"
#include "kernels/random/philox.hpp"
#include "kernels/state_space/backward_trials.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

/// Draws J with probability weight_J m(x_J, x_i) / sum, by integers: round(weight_J e^(log m - largest log m)), whose sums
/// have no order. Draw m takes words 0 and 1 of counter (slot, backward_step(time, m), backward_exact, 0).
template <HasTransitionDensity Model>
struct BackwardExact {
  Model model;
  BackwardDraws arrays;
  random::Key key;
  std::int64_t time;

  /// Products are rounded to integers below 2^51 by adding 1.5 2^52.
  static constexpr int most_bits = 51;
  static constexpr std::int64_t chunk = 512;

  /// All draws of a particle whose ancestor is still -1; they stay so if no particle with weight has a positive density,
  /// or one has none that is finite.
  STARLING_FUNCTION void settle(std::int32_t particle) const {
    double next[Model::state_size];
    for (int c = 0; c < Model::state_size; ++c) next[c] = arrays.state[c * arrays.stride + particle];
    const std::int64_t rank = largest_rank(next);
    if (rank == std::numeric_limits<std::int64_t>::min()) return;
    const double largest = of_rank(rank);
    if (!(largest - largest == 0.0)) return;  // impossible, or not a number
    std::int64_t total = 0;
    for (std::int64_t begin = 0; begin < arrays.before.count; begin += chunk) total += chunk_sum(begin, next, largest);
    for (int draw = 0; draw < arrays.draws; ++draw) {
      std::int32_t& ancestor = arrays.ancestor[std::int64_t{particle} * arrays.draws + draw];
      if (ancestor < 0) ancestor = total > 0 ? drawn(particle, draw, next, largest, total) : likeliest(next, rank);
    }
  }

 private:
  STARLING_FUNCTION double log_density(std::int64_t k, const double* next) const {
    double previous[Model::state_size];
    for (int c = 0; c < Model::state_size; ++c) previous[c] = arrays.before.state[c * arrays.before.stride + k];
    return model.log_transition(time, previous, next);
  }

  STARLING_FUNCTION std::int64_t end_of_chunk(std::int64_t begin) const {
    return begin + chunk < arrays.before.count ? begin + chunk : arrays.before.count;
  }

  /// Rank of the largest log m over the particles that have weight.
  STARLING_NOINLINE STARLING_FUNCTION std::int64_t largest_rank(const double* to) const {
    double next[Model::state_size];
    for (int c = 0; c < Model::state_size; ++c) next[c] = to[c];
    std::int64_t largest = std::numeric_limits<std::int64_t>::min();
    STARLING_LANES
    for (std::int64_t k = 0; k < arrays.before.count; ++k) {
      const std::int64_t rank = rank_of(log_density(k, next));
      const std::int64_t counted = arrays.before.weight[k] > 0.0 ? rank : std::numeric_limits<std::int64_t>::min();
      largest = counted > largest ? counted : largest;
    }
    return largest;
  }

  /// The integer of particle k.
  STARLING_FUNCTION std::int64_t product(std::int64_t k, const double* next, double largest, double scale) const {
    const double weight = arrays.before.weight[k] * scale;
    const double density = math::exp(log_density(k, next) - largest);
    const std::uint64_t bits = math::round_to_integer(weight > 0.0 ? weight * density : 0.0).bits;
    return static_cast<std::int64_t>(bits - math::bits_of(0x1.8p52));
  }

  STARLING_FUNCTION double scale() const {
    const int excess = arrays.before.shift > most_bits ? arrays.before.shift - most_bits : 0;
    return 1.0 / static_cast<double>(std::int64_t{1} << excess);
  }

  STARLING_NOINLINE STARLING_FUNCTION std::int64_t chunk_sum(std::int64_t begin, const double* to,
                                                             double largest) const {
    double next[Model::state_size];
    for (int c = 0; c < Model::state_size; ++c) next[c] = to[c];
    const double factor = scale();
    const std::int64_t end = end_of_chunk(begin);
    std::int64_t sum = 0;
    STARLING_LANES
    for (std::int64_t k = begin; k < end; ++k) sum += product(k, next, largest, factor);
    return sum;
  }

  /// The first k whose prefix sum is above a uniform integer below the total.
  STARLING_FUNCTION std::int32_t drawn(std::int32_t particle, int draw, const double* next, double largest,
                                       std::int64_t total) const {
    const auto slot = static_cast<std::uint32_t>(arrays.first_slot + particle);
    const random::Words words =
        random::philox(random::make_counter(slot, backward_step(time, draw), random::Purpose::backward_exact, 0), key);
    std::int64_t rest = scaled_word(words.w[0], words.w[1], total);
    std::int64_t begin = 0;
    for (;;) {
      const std::int64_t sum = chunk_sum(begin, next, largest);
      if (rest < sum) break;
      rest -= sum;
      begin += chunk;
    }
    const double factor = scale();
    std::int64_t k = begin;
    for (;; ++k) {
      const std::int64_t here = product(k, next, largest, factor);
      if (rest < here) break;
      rest -= here;
    }
    return static_cast<std::int32_t>(k);
  }

  /// floor((high + low 2^-32) 2^-32 total), for a total below 2^63.
  STARLING_FUNCTION static std::int64_t scaled_word(std::uint32_t high, std::uint32_t low, std::int64_t total) {
    const auto top = static_cast<std::uint64_t>(total) >> 32;
    const auto bottom = static_cast<std::uint64_t>(total) & 0xffffffffu;
    const std::uint64_t middle = high * bottom + (low * bottom >> 32);
    const std::uint64_t crossed = low * top + (middle & 0xffffffffu);
    return static_cast<std::int64_t>(high * top + (middle >> 32) + (crossed >> 32));
  }

  /// Where all products vanish beside the largest weight: the first with weight and the largest density.
  STARLING_FUNCTION std::int32_t likeliest(const double* next, std::int64_t rank) const {
    std::int64_t k = 0;
    while (!(arrays.before.weight[k] > 0.0) || rank_of(log_density(k, next)) != rank) ++k;
    return static_cast<std::int32_t>(k);
  }
};

}  // namespace starling
