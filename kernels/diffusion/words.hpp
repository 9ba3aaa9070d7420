// Words with masked letters, whose letters are a Markov chain: conditional laws by messages, and draws from them.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"

namespace starling {

inline constexpr int most_letters = 8;
inline constexpr int most_word_length = 16;
inline constexpr int masked_letter = -1;

struct Word {
  int letter[most_word_length];  ///< 0, 1, ... or masked_letter
};

/// Letters 0, ..., letters - 1 at `length` places. All probabilities are positive.
struct LetterChain {
  int length;
  int letters;
  double start[most_letters];
  double transition[most_letters][most_letters];  ///< [from][to]

  /// The number of a word is that of its digits 1 + letter, 0 where masked, the first place the lowest; below 2^53.
  [[nodiscard]] STARLING_FUNCTION std::int64_t number_of(const Word& word) const {
    std::int64_t number = 0;
    for (int i = length - 1; i >= 0; --i) number = number * (letters + 1) + (word.letter[i] + 1);
    return number;
  }
  [[nodiscard]] STARLING_FUNCTION Word word_of(std::int64_t number) const {
    Word word{};
    for (int i = 0; i < length; ++i) {
      word.letter[i] = static_cast<int>(number % (letters + 1)) - 1;
      number /= letters + 1;
    }
    return word;
  }
};

/// Up to a factor of each place, the probability of the known letters behind it given its own letter.
struct WordAhead {
  double message[most_word_length][most_letters];
};

STARLING_FUNCTION WordAhead ahead_of(const LetterChain& chain, const Word& word) {
  WordAhead ahead;
  for (int a = 0; a < chain.letters; ++a) ahead.message[chain.length - 1][a] = 1.0;
  for (int i = chain.length - 2; i >= 0; --i) {
    const int known = word.letter[i + 1];
    double largest = 0.0;
    for (int a = 0; a < chain.letters; ++a) {
      double sum = 0.0;
      for (int b = 0; b < chain.letters; ++b) {
        const bool possible = known == masked_letter || known == b;
        sum += possible ? chain.transition[a][b] * ahead.message[i + 1][b] : 0.0;
      }
      ahead.message[i][a] = sum;
      largest = sum > largest ? sum : largest;
    }
    for (int a = 0; a < chain.letters; ++a) ahead.message[i][a] /= largest;
  }
  return ahead;
}

/// The law of the letter at a place given the known ones before it, from the first place on.
struct WordBehind {
  double message[most_letters];

  /// Comes to place i.
  STARLING_FUNCTION void enter(const LetterChain& chain, int i) {
    double next[most_letters] = {};
    for (int b = 0; b < chain.letters; ++b) {
      next[b] = i == 0 ? chain.start[b] : 0.0;
      for (int a = 0; i > 0 && a < chain.letters; ++a) next[b] += message[a] * chain.transition[a][b];
    }
    for (int b = 0; b < chain.letters; ++b) message[b] = next[b];
  }
  /// The letter there is known.
  STARLING_FUNCTION void know(const LetterChain& chain, int letter) {
    for (int a = 0; a < chain.letters; ++a) message[a] = a == letter ? 1.0 : 0.0;
  }
  /// The law of the letter there given all known ones, up to the factor that is returned.
  STARLING_FUNCTION double conditional(const LetterChain& chain, const WordAhead& ahead, int i, double* law) const {
    double total = 0.0;
    for (int a = 0; a < chain.letters; ++a) total += law[a] = message[a] * ahead.message[i][a];
    return total;
  }
};

/// Each masked letter becomes known with this probability: drawn from its conditional law given the letters that were known,
/// or, if `jointly`, given those that became known before it too.
struct Unmasking {
  double probability;
  bool jointly;
};

/// A step from `word`, whose `ahead` is. `uniform(i)` in [0, 1) decides about place i.
template <class Uniform>
STARLING_FUNCTION Word unmasked(const LetterChain& chain, const Word& word, const WordAhead& ahead,
                                const Unmasking& how, const Uniform& uniform) {
  Word next = word;
  WordBehind behind;
  for (int i = 0; i < chain.length; ++i) {
    behind.enter(chain, i);
    if (word.letter[i] != masked_letter) {
      behind.know(chain, word.letter[i]);
      continue;
    }
    const double u = uniform(i);
    if (u >= how.probability) continue;
    double law[most_letters];
    double left = behind.conditional(chain, ahead, i, law) * (u / how.probability);
    int letter = 0;
    while (letter + 1 < chain.letters && left >= law[letter]) left -= law[letter++];
    next.letter[i] = letter;
    if (how.jointly) behind.know(chain, letter);
  }
  return next;
}

/// Every masked letter at the largest of its conditional probabilities, of equal ones the first.
STARLING_FUNCTION Word most_likely(const LetterChain& chain, const Word& word) {
  const WordAhead ahead = ahead_of(chain, word);
  Word guess = word;
  WordBehind behind;
  for (int i = 0; i < chain.length; ++i) {
    behind.enter(chain, i);
    if (word.letter[i] != masked_letter) {
      behind.know(chain, word.letter[i]);
      continue;
    }
    double law[most_letters];
    behind.conditional(chain, ahead, i, law);
    int best = 0;
    for (int a = 1; a < chain.letters; ++a) best = law[a] > law[best] ? a : best;
    guess.letter[i] = best;
  }
  return guess;
}

}  // namespace starling
