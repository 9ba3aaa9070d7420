// The reading and checking of a deck and a command line at a start: the entry point of all fuzzing and bad-deck tables.
#pragma once

#include <string>
#include <vector>

namespace starling::test {

/// A deck's bytes, and the words that follow the deck's name on the command line.
struct FuzzedInput {
  std::string bytes;
  std::vector<std::string> words;
  std::string name = "fuzzed.ini";  ///< the deck's, as sentences say it
};

/// How reading and checking an input ended, for whichever job it names.
struct Verdict {
  bool accepted = false;
  std::string sentence;  ///< of a refusal
  std::string
      defect;  ///< empty, or what is wrong with this program: a failure that is no bad input or no short line of
               ///< text, or a deck that its own dump does not give back
};

[[nodiscard]] Verdict judge(const FuzzedInput& input);

}  // namespace starling::test
