// Enumerating words.
#include "drivers/diffusion/decoding/word_problem.hpp"

#include <algorithm>
#include <cmath>

namespace starling::diffusion {

namespace {

double whole_power(double base, int exponent) {
  double product = 1.0;
  for (int n = 0; n < exponent; ++n) product *= base;
  return product;
}

/// Goes through the places of a word, and at each masked one through what may become of it.
class MoveList {
 public:
  MoveList(const LetterChain& letters, const Word& word, const Unmasking& how)
      : letters_(letters), word_(word), ahead_(ahead_of(letters, word)), how_(how) {}

  std::vector<Move> all() {
    go(0, WordBehind{}, 0, 1, 1.0);
    return std::move(moves_);
  }

 private:
  void go(int i, WordBehind behind, std::int64_t number, std::int64_t digit, double probability) {
    if (i == letters_.length) {
      moves_.push_back({number, probability});
      return;
    }
    behind.enter(letters_, i);
    const std::int64_t next = digit * (letters_.letters + 1);
    const int known = word_.letter[i];
    if (known != masked_letter) {
      behind.know(letters_, known);
      go(i + 1, behind, number + digit * (known + 1), next, probability);
      return;
    }
    if (how_.probability < 1.0) go(i + 1, behind, number, next, probability * (1.0 - how_.probability));
    double law[most_letters];
    const double total = behind.conditional(letters_, ahead_, i, law);
    for (int a = 0; a < letters_.letters; ++a) {
      WordBehind with = behind;
      if (how_.jointly) with.know(letters_, a);
      go(i + 1, with, number + digit * (a + 1), next, probability * (how_.probability * (law[a] / total)));
    }
  }

  const LetterChain& letters_;
  Word word_;
  WordAhead ahead_;
  Unmasking how_;
  std::vector<Move> moves_;
};

bool is_finished(const LetterChain& letters, std::int64_t state) {
  const Word word = letters.word_of(state);
  return std::find(word.letter, word.letter + letters.length, masked_letter) == word.letter + letters.length;
}

double soft_value(const std::vector<Move>& moves, const double* next, double alpha) {
  double most = -1e300;
  for (const Move& move : moves) most = std::max(most, next[move.state]);
  double sum = 0.0;
  for (const Move& move : moves) sum += move.probability * math::exp((next[move.state] - most) / alpha);
  return most + alpha * math::log(sum);
}

}  // namespace

double WordProblem::states() const { return whole_power(chain.letters.letters + 1, chain.letters.length); }
double WordProblem::moves() const {
  return chain.steps * whole_power(2 * chain.letters.letters + 1, chain.letters.length);
}

std::vector<Move> moves_from(const WordProblem& problem, std::int64_t state, int level) {
  const MaskedChain& chain = problem.chain;
  return MoveList(chain.letters, chain.letters.word_of(state), {1.0 / (chain.steps - level), chain.jointly}).all();
}

std::vector<double> values_of(const WordProblem& problem, ValueKind kind) {
  const LetterChain& letters = problem.chain.letters;
  const auto states = static_cast<std::int64_t>(problem.states());
  const int steps = problem.chain.steps;
  std::vector<double> values(static_cast<std::size_t>(states) * static_cast<std::size_t>(steps + 1), 0.0);
  for (int level = steps; level >= 0; --level) {
    double* const here = values.data() + level * states;
    for (std::int64_t state = 0; state < states; ++state) {
      if (level == steps) {
        if (is_finished(letters, state)) here[state] = problem.reward(letters, letters.word_of(state));
      } else if (kind == ValueKind::exact) {
        here[state] = whole_quanta(soft_value(moves_from(problem, state, level), here + states, problem.alpha));
      } else if (level < steps - 1) {
        here[state] = here[states + state];  // the same at every level
      } else {
        const Word word = letters.word_of(state);
        here[state] = kind == ValueKind::decoded ? problem.reward(letters, most_likely(letters, word))
                                                 : whole_quanta(mean_reward(letters, problem.reward, word));
      }
    }
  }
  return values;
}

std::vector<double> word_law(const WordProblem& problem) {
  const auto states = static_cast<std::size_t>(problem.states());
  std::vector<double> law(states, 0.0);
  law.front() = 1.0;
  for (int level = 0; level < problem.chain.steps; ++level) {
    std::vector<double> next(states, 0.0);
    for (std::size_t state = 0; state < states; ++state) {
      if (law[state] == 0.0) continue;
      for (const Move& move : moves_from(problem, static_cast<std::int64_t>(state), level))
        next[static_cast<std::size_t>(move.state)] += law[state] * move.probability;
    }
    law = std::move(next);
  }
  return law;
}

std::vector<RewardMass> chain_rewards(const WordProblem& problem) {
  const LetterChain& letters = problem.chain.letters;
  const PatternAutomaton& automaton = problem.reward.automaton;
  const int counts = letters.length + 1;
  const auto cell = [&](int matched, int letter, int count) {
    return (static_cast<std::size_t>(matched) * static_cast<std::size_t>(letters.letters) +
            static_cast<std::size_t>(letter)) *
               static_cast<std::size_t>(counts) +
           static_cast<std::size_t>(count);
  };
  std::vector<double> mass(cell(automaton.pattern + 1, 0, 0), 0.0);
  for (int i = 0; i < letters.length; ++i) {
    std::vector<double> next(mass.size(), 0.0);
    const auto arrive = [&](int matched, int letter, int count, double probability) {
      next[cell(automaton.next[matched][letter], letter, count + (letter == problem.reward.letter ? 1 : 0))] +=
          probability;
    };
    for (int b = 0; b < letters.letters; ++b) {
      if (i == 0) {
        arrive(0, b, 0, letters.start[b]);
        continue;
      }
      for (int s = 0; s <= automaton.pattern; ++s) {
        for (int a = 0; a < letters.letters; ++a) {
          for (int count = 0; count <= i; ++count)
            arrive(s, b, count, mass[cell(s, a, count)] * letters.transition[a][b]);
        }
      }
    }
    mass = std::move(next);
  }
  std::vector<RewardMass> found;
  for (int s = 0; s <= automaton.pattern; ++s) {
    for (int a = 0; a < letters.letters; ++a) {
      for (int count = 0; count < counts; ++count) {
        const double probability = mass[cell(s, a, count)];
        if (probability > 0.0) found.push_back({problem.reward.of(count, automaton.complete(s)), probability});
      }
    }
  }
  return found;
}

std::vector<RewardMass> rewards_under(const WordProblem& problem, const std::vector<double>& law) {
  std::vector<RewardMass> found;
  for (std::size_t state = 0; state < law.size(); ++state) {
    if (law[state] == 0.0) continue;
    const Word word = problem.chain.letters.word_of(static_cast<std::int64_t>(state));
    found.push_back({problem.reward(problem.chain.letters, word), law[state]});
  }
  return found;
}

}  // namespace starling::diffusion
