// One step of unmasking words under values: candidates of every slot, the pick among them or the weight.
#pragma once

#include <cstdint>
#include <limits>

#include "kernels/diffusion/decoding.hpp"
#include "kernels/diffusion/weighted_generation.hpp"
#include "kernels/diffusion/word_reward.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

/// Everything that does not change between steps.
struct WordDecoding {
  LetterChain chain;
  WordReward reward;
  double alpha;
  int levels;  ///< steps until no letter is masked
  bool jointly;
  DecodingPlan plan;
  const double* table;  ///< exact values of state `number` at `level`: [level * states + number]; device memory
  std::int64_t states;

  /// Of a word at a level (0: all masked), where Monte Carlo draws for candidate `candidate`.
  [[nodiscard]] STARLING_FUNCTION double value(const Word& word, int level, const SlotNoise& noise,
                                               int candidate) const {
    if (level == levels) return reward(chain, word);
    if (plan.values == ValueKind::exact) return table[level * states + chain.number_of(word)];
    if (plan.values == ValueKind::posterior_mean) return whole_quanta(mean_reward(chain, reward, word));
    if (plan.values == ValueKind::decoded) return reward(chain, most_likely(chain, word));
    const WordAhead ahead = ahead_of(chain, word);
    RunningLogMean mean;
    for (int draw = 0; draw < plan.samples; ++draw) {
      const Draws draws{noise, random::Purpose::decoding_value, (candidate * plan.samples + draw) * chain.length};
      mean.add(reward(chain, unmasked(chain, word, ahead, {1.0, true}, draws)) / alpha);
    }
    return whole_quanta(alpha * mean.value());
  }

  /// The uniform numbers of a word.
  struct Draws {
    const SlotNoise& noise;
    random::Purpose purpose;
    int first;
    STARLING_FUNCTION double operator()(int i) const { return noise.uniform(purpose, first + i); }
  };
};

/// Moves slots from `level - 1` to `level`, or starts them at level 0.
struct WordSteps {
  WordDecoding decoding;
  WeightedGeneration words;
  random::Key key;
  int level;

  STARLING_FUNCTION void operator()(std::int64_t j, std::int64_t& largest) const {
    const LetterChain& chain = decoding.chain;
    const SlotNoise noise{words.first_slot + j, key, static_cast<std::uint64_t>(level)};
    double before = 0.0;
    double value = 0.0;
    Word chosen{};
    if (level == 0) {
      for (int i = 0; i < chain.length; ++i) chosen.letter[i] = masked_letter;
      value = decoding.value(chosen, 0, noise, 0);
    } else {
      const std::int64_t parent = words.place == nullptr ? j : words.place[j];
      before = words.parent[parent];
      const Word word = chain.word_of(static_cast<std::int64_t>(words.parent[words.parent_stride + parent]));
      const WordAhead ahead = ahead_of(chain, word);
      const Unmasking how{1.0 / (decoding.levels - level + 1), decoding.jointly};
      double best = 0.0;
      for (int m = 0; m < decoding.plan.candidates; ++m) {
        const WordDecoding::Draws draws{noise, random::Purpose::decoding_letter, m * chain.length};
        const Word candidate = unmasked(chain, word, ahead, how, draws);
        const double worth = decoding.value(candidate, level, noise, m);
        const double rated = rating(decoding.plan, worth / decoding.alpha, noise, m);
        if (m > 0 && !(rated > best)) continue;
        best = rated;
        value = worth;
        chosen = candidate;
      }
    }
    words.child[j] = value;
    words.child[words.child_stride + j] = static_cast<double>(chain.number_of(chosen));
    const double inherited = words.inherited != nullptr ? words.inherited[j] : 0.0;
    const double weight = decoding.plan.weighs ? inherited + (value - before) / decoding.alpha : 0.0;
    words.log_weight[j] = weight;
    const std::int64_t rank = rank_of(weight);
    largest = rank > largest ? rank : largest;
  }
};

/// Makes a generation; the largest log weight of this rank, as WeightedPopulation::weigh takes it.
inline double decode_words(const WordDecoding& decoding, const WeightedGeneration& words, random::Key key, int level) {
  if (words.count == 0) return -std::numeric_limits<double>::infinity();
  std::int64_t largest = 0;
  Kokkos::parallel_reduce("decode words", IndexRange(0, words.count), WordSteps{decoding, words, key, level},
                          Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

}  // namespace starling
