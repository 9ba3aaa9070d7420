// A reward of words: so much for each of a letter, and a bonus if a pattern occurs.
#pragma once

#include <cstdint>

#include "kernels/diffusion/words.hpp"
#include "kernels/math/fma.hpp"

namespace starling {

inline constexpr int most_pattern = 8;

/// Rewards and values are whole multiples of this, so that words which are worth the same tie, whatever the rounding.
inline constexpr double value_quantum = 0x1p-32;
STARLING_FUNCTION double whole_quanta(double value) {
  return __builtin_floor(math::fma(value, 1.0 / value_quantum, 0.5)) * value_quantum;
}

/// How many of the pattern's letters a word has matched so far, up to all of them; none if there is no pattern.
struct PatternAutomaton {
  int pattern;                               ///< its length
  int next[most_pattern + 1][most_letters];  ///< how many after one more letter

  [[nodiscard]] STARLING_FUNCTION bool complete(int matched) const { return pattern > 0 && matched == pattern; }
};

struct WordReward {
  int letter;
  double each;
  double bonus;
  PatternAutomaton automaton;

  [[nodiscard]] STARLING_FUNCTION double of(int count, bool occurs) const {
    return whole_quanta(each * count + (occurs ? bonus : 0.0));
  }
  /// Of a word without masked letters.
  [[nodiscard]] STARLING_FUNCTION double operator()(const LetterChain& chain, const Word& word) const {
    int count = 0;
    int matched = 0;
    for (int i = 0; i < chain.length; ++i) {
      count += word.letter[i] == letter ? 1 : 0;
      matched = automaton.next[matched][word.letter[i]];
    }
    return of(count, automaton.complete(matched));
  }
};

/// E[r | known letters] under the chain: masses and mean counts of (letters matched, last letter), place after place.
STARLING_FUNCTION double mean_reward(const LetterChain& chain, const WordReward& reward, const Word& word) {
  double mass[most_pattern + 1][most_letters] = {};
  double count[most_pattern + 1][most_letters] = {};
  const int states = reward.automaton.pattern + 1;
  for (int i = 0; i < chain.length; ++i) {
    double next_mass[most_pattern + 1][most_letters] = {};
    double next_count[most_pattern + 1][most_letters] = {};
    for (int b = 0; b < chain.letters; ++b) {
      if (word.letter[i] != masked_letter && word.letter[i] != b) continue;
      const double more = b == reward.letter ? 1.0 : 0.0;
      for (int s = 0; s < states; ++s) {
        double arriving = i == 0 && s == 0 ? chain.start[b] : 0.0;
        double counted = 0.0;
        for (int a = 0; i > 0 && a < chain.letters; ++a) {
          arriving += mass[s][a] * chain.transition[a][b];
          counted += count[s][a] * chain.transition[a][b];
        }
        const int to = reward.automaton.next[s][b];
        next_mass[to][b] += arriving;
        next_count[to][b] += counted + more * arriving;
      }
    }
    for (int s = 0; s < states; ++s) {
      for (int b = 0; b < chain.letters; ++b) {
        mass[s][b] = next_mass[s][b];
        count[s][b] = next_count[s][b];
      }
    }
  }
  double all = 0.0;
  double counted = 0.0;
  double matched = 0.0;
  for (int s = 0; s < states; ++s) {
    for (int a = 0; a < chain.letters; ++a) {
      all += mass[s][a];
      counted += count[s][a];
      matched += reward.automaton.complete(s) ? mass[s][a] : 0.0;
    }
  }
  return (reward.each * counted + reward.bonus * matched) / all;
}

}  // namespace starling
