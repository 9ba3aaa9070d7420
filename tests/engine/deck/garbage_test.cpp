// Thousands of damaged decks: each is read or refused in one line, and what is read survives a dump.
#include <gtest/gtest.h>

#include <random>

#include "engine/deck/command_line.hpp"
#include "engine/deck/source.hpp"
#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::ExampleDeck;

const std::string healthy =
    "job = example\n"
    "[run]\nseed = 12345\n"
    "[system]\nparticles = 4096\npacking_fraction = 0.5\nbox = 10, 20 # edges\nstart = lattice\nstart_file = a.h5\n"
    "[dynamics]\nmodel = brownian\ntime_step = 1e-3\nchiral = yes\n"
    "[tuning]\nskin = auto\nrebalance_every = 100\n";

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {}

  std::string of(std::string text) {
    for (std::size_t edits = 1 + below(2); edits > 0 && !text.empty(); --edits) edit(text);
    return text;
  }

 private:
  // std::uniform_int_distribution differs between libraries; the bias of a remainder does not matter here.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  char letter() {
    static const std::string likely = "=[]#;.,-+eE019 \t\r\nnaif\"\\%{}";
    return below(4) == 0 ? static_cast<char>(below(256)) : likely[below(likely.size())];
  }

  void edit(std::string& text) {
    const std::size_t place = below(text.size());
    const std::size_t length = 1 + below(12);
    switch (below(5)) {
      case 0:
        text[place] = letter();
        break;
      case 1:
        text.insert(place, 1, letter());
        break;
      case 2:
        text.erase(place, length);
        break;
      case 3:
        text.insert(below(text.size()), text.substr(place, length));
        break;
      default:
        text.insert(place, below(40) == 0 ? 5000 : length, letter());
        break;
    }
  }

  std::mt19937_64 random_;
};

void expect_one_line(const Failure& failure, const std::string& input) {
  const std::string sentence = failure.what();
  EXPECT_EQ(failure.code(), ExitCode::bad_input) << sentence;
  EXPECT_FALSE(sentence.empty());
  EXPECT_LT(sentence.size(), 1000u) << input;
  EXPECT_EQ(sentence.find_first_of("\n\r"), std::string::npos) << input;
}

TEST(Garbage, InDecksIsRefusedInOneLine) {
  int accepted = 0;
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    const std::string text = Damage(seed).of(healthy);
    try {
      static_cast<void>(job_of(text, "mips.ini", {"example"}));
      ExampleDeck deck;
      deck.schema.read(text, "mips.ini");
      const std::string dump = deck.schema.dump();
      ExampleDeck again;
      again.schema.read(dump, "deck.ini");
      ASSERT_EQ(again.schema.dump(), dump) << text;
      ASSERT_EQ(again.schema.first_difference(dump), "") << text;
      ++accepted;
    } catch (const Failure& failure) {
      expect_one_line(failure, text);
      ++refused;
    }
  }
  // Damage that never mattered, or that nothing survived, would test nothing.
  EXPECT_GT(accepted, 200);
  EXPECT_GT(refused, 2000);
}

TEST(Garbage, OnTheCommandLineIsRefusedInOneLine) {
  const std::vector<std::string> healthy_words = {
      "mips.ini", "--system.particles=5", "--tuning.skin=auto", "--restart", "--wall-limit=60", "--help", "--run.seed",
      "12",       "--system.box=3,4"};
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::vector<std::string> words = healthy_words;
    for (std::size_t i = seed % 3; i < words.size(); i += 3) words[i] = Damage(seed + i).of(words[i]);
    std::vector<const char*> arguments = {"starling"};
    for (const std::string& word : words) arguments.push_back(word.c_str());
    try {
      const CommandLine line = parse_command_line(static_cast<int>(arguments.size()), arguments.data());
      ExampleDeck().schema.read(healthy, "mips.ini", line.keys);
    } catch (const Failure& failure) {
      expect_one_line(failure, words[0]);
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace starling
