// A Markov chain of letters as a target.
#include "drivers/diffusion/targets/chain.hpp"

#include "drivers/diffusion/targets/targets.hpp"
#include "engine/failure.hpp"
#include "kernels/math/bits.hpp"

namespace starling::diffusion {

namespace {

enum class LetterDraws { independent, joint };

class Chain final : public ChosenTarget {
 public:
  void describe(Schema& schema) override {
    schema.key("length", length_, "of a word").at_least(1).at_most(most_word_length).symbol("L");
    schema.key("start", start_, "probabilities of the first letter, one for each letter").at_least(1e-6);
    schema.key("transitions", transitions_, "of the next letter: a row for each letter before it").at_least(1e-6);
    schema
        .key("steps", steps_,
             "in which all letters become known, each in the one before k - 1 more with probability 1/k")
        .at_least(1)
        .at_most(1000)
        .symbol("K");
    schema.key("draws", draws_, {{"independent", LetterDraws::independent}, {"joint", LetterDraws::joint}},
               "letters of one step: each from its own conditional law, or all from their joint one");
  }

  [[nodiscard]] Mixture make(const std::string& section) const override {
    fail_about(section + ".name", "is a chain of letters, which only method.name = decoding samples");
  }

  [[nodiscard]] std::optional<MaskedChain> chain() const override {
    const std::size_t letters = start_.size();
    if (letters < 2 || letters > most_letters)
      fail_about("target.start", "has {} numbers; a chain has 2 to {} letters", letters, most_letters);
    if (transitions_.size() != letters * letters)
      fail_about("target.transitions", "has {} numbers; {} letters need {}", transitions_.size(), letters,
                 letters * letters);
    LetterChain chain{length_, static_cast<int>(letters), {}, {}};
    fill("target.start", start_.data(), letters, chain.start);
    for (std::size_t a = 0; a < letters; ++a)
      fill("target.transitions", transitions_.data() + a * letters, letters, chain.transition[a]);
    return MaskedChain{chain, steps_, draws_ == LetterDraws::joint};
  }

 private:
  static void fill(const std::string& key, const double* given, std::size_t letters, double* into) {
    double total = 0.0;
    for (std::size_t a = 0; a < letters; ++a) total += given[a];
    if (math::absolute(total - 1.0) > 1e-5) fail_about(key, "has probabilities that add up to {}, not to 1", total);
    for (std::size_t a = 0; a < letters; ++a) into[a] = given[a] / total;
  }

  int length_ = 4;
  std::vector<double> start_{0.5, 0.3, 0.2};
  std::vector<double> transitions_{0.7, 0.2, 0.1, 0.1, 0.6, 0.3, 0.25, 0.25, 0.5};
  int steps_ = 8;
  LetterDraws draws_ = LetterDraws::independent;
};

}  // namespace

std::unique_ptr<Chosen> chosen_chain() { return std::make_unique<Chain>(); }

}  // namespace starling::diffusion
