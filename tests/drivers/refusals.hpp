// The form of a refusal: one clear line, the documented exit code on any number of ranks, nothing written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

constexpr int bad_input = 2;
constexpr int file_error = 4;

/// The sentence with which reading and checking the deck refuses `arguments`, without starting the program; none where that
/// accepts them, or where they are nothing that a deck is read for. Sanitizers see this.
[[nodiscard]] std::optional<std::string> refusal_in_process(const Arguments& arguments, const fs::path& folder);

/// Expects a sentence of one line with these words.
void expect_words(const std::string& name, const std::string& sentence, const std::vector<std::string>& words);

/// Runs the program on 1 and 2 ranks and expects the same complaint from both, with nothing changed in `scratch`.
void expect_refused(const std::string& name, const Arguments& arguments, const Scratch& scratch, int code,
                    const std::vector<std::string>& words);

/// A ready deck, and what is wrong with changes of it.
struct Case {
  std::string name;
  std::string deck;
  Arguments changes;
  std::vector<std::string> words;  ///< what the sentence must say
  int code = bad_input;
};

/// Expects each to be refused before anything is written. What reading and checking refuses takes one way to the exit, whatever
/// the rule: of that kind the first is also launched. What only a start refuses (files, what is placed) is launched each time.
void expect_refused(const std::vector<Case>& cases, const Scratch& scratch, std::string (*path_of)(const std::string&));

/// The same, of decks of inputs/active.
void expect_refused(const std::vector<Case>& cases, const Scratch& scratch);

}  // namespace starling::test
