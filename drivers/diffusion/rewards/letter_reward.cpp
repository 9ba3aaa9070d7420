// A reward of words: a letter's count, and a pattern.
#include <algorithm>

#include "drivers/diffusion/rewards/reward.hpp"
#include "engine/failure.hpp"

namespace starling::diffusion {

namespace {

/// After the first `matched` letters of the pattern and one more letter, the longest beginning of the pattern that ends there.
int longest_match(const std::vector<int>& pattern, int matched, int letter) {
  std::vector<int> seen(pattern.begin(), pattern.begin() + matched);
  seen.push_back(letter);
  for (int length = std::min(matched + 1, static_cast<int>(pattern.size())); length > 0; --length) {
    if (std::equal(pattern.begin(), pattern.begin() + length, seen.end() - length)) return length;
  }
  return 0;
}

PatternAutomaton automaton_of(const std::vector<int>& pattern, int letters) {
  PatternAutomaton automaton{static_cast<int>(pattern.size()), {}};
  for (int matched = 0; matched <= automaton.pattern; ++matched) {
    for (int letter = 0; letter < letters; ++letter) {
      const bool done = matched == automaton.pattern;
      automaton.next[matched][letter] = done ? matched : longest_match(pattern, matched, letter);
    }
  }
  return automaton;
}

class LetterReward final : public ChosenReward {
 public:
  void describe(Schema& schema) override {
    ChosenReward::describe(schema);
    schema.key("letter", letter_, "that is counted").at_least(0).at_most(most_letters - 1);
    schema.key("each", each_, "reward for each of it").at_least(-1e3).at_most(1e3);
    schema.key("pattern", pattern_, "letters in a row that get the bonus");
    schema.key("bonus", bonus_, "reward if the pattern occurs").at_least(-1e3).at_most(1e3);
  }

  [[nodiscard]] std::optional<WordReward> of_words(const LetterChain& chain) const override {
    if (letter_ >= chain.letters)
      fail_about("reward.letter", "is {}; the chain has letters 0 to {}", letter_, chain.letters - 1);
    if (pattern_.size() > most_pattern) fail_about("reward.pattern", "has more than {} letters", most_pattern);
    if (pattern_.size() > static_cast<std::size_t>(chain.length))
      fail_about("reward.pattern", "is longer than a word, target.length = {}", chain.length);
    std::vector<int> pattern;
    for (const char letter : pattern_) {
      if (letter < '0' || letter >= '0' + chain.letters)
        fail_about("reward.pattern", "holds '{}'; the chain has letters 0 to {}", letter, chain.letters - 1);
      pattern.push_back(letter - '0');
    }
    return WordReward{letter_, each_, bonus_, automaton_of(pattern, chain.letters)};
  }

 private:
  int letter_ = 2;
  double each_ = 1.0;
  std::string pattern_ = "02";
  double bonus_ = 1.5;
};

}  // namespace

std::unique_ptr<Chosen> chosen_letter_reward() { return std::make_unique<LetterReward>(); }

}  // namespace starling::diffusion
