// What a refusal looks like: one clear line, the documented exit code on any number of ranks, nothing written.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/drivers/run_files.hpp"

namespace starling::test {

constexpr int bad_input = 2;
constexpr int file_error = 4;

/// Runs the program on 1 and 2 ranks and expects the same complaint from both, with nothing changed in `scratch`.
inline void expect_refused(const std::string& name, const Arguments& arguments, const Scratch& scratch, int code,
                           const std::vector<std::string>& words) {
  const Impatience impatience;
  std::string sentence;
  for (const int ranks : {0, 2}) {
    const auto before = snapshot(scratch.folder());
    const Outcome outcome = run(ranks, arguments, scratch.folder(), 30);
    EXPECT_FALSE(outcome.timed_out) << name;
    EXPECT_EQ(outcome.code, code) << name << ": " << outcome.errors;
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << name << ": " << outcome.errors << outcome.output;
    for (const std::string& word : words) EXPECT_NE(lines[0].find(word), std::string::npos) << name << ": " << lines[0];
    EXPECT_LT(lines[0].size(), 500U) << name << ": " << lines[0];
    EXPECT_TRUE(sentence.empty() || sentence == lines[0]) << name << ": " << lines[0];
    sentence = lines[0];
    auto after = snapshot(scratch.folder());
    for (const char* own : {".output", ".errors"}) after.erase(own);
    auto expected = before;
    for (const char* own : {".output", ".errors"}) expected.erase(own);
    EXPECT_EQ(after == expected, true) << name << " wrote something";
    EXPECT_FALSE(fs::exists(scratch / "new")) << name << " left a folder";
  }
}

/// A ready deck of inputs/active, and what is wrong with changes of it.
struct Case {
  std::string name;
  std::string deck;
  Arguments changes;
  std::vector<std::string> words;  ///< what the sentence must say
  int code = bad_input;
};

/// Expects each to be refused before anything is written.
inline void expect_refused(const std::vector<Case>& cases, const Scratch& scratch) {
  for (const Case& one : cases) {
    Arguments arguments{deck_path(one.deck), "--output.directory=new"};
    arguments.insert(arguments.end(), one.changes.begin(), one.changes.end());
    expect_refused(one.name, arguments, scratch, one.code, one.words);
  }
}

}  // namespace starling::test
