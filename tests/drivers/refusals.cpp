// Refusals, judged in this process where the deck alone decides, and by starting the program.
#include "tests/drivers/refusals.hpp"

#include <gtest/gtest.h>

#include "tests/fuzz/deck_entry.hpp"

namespace starling::test {
namespace {

// `judged` is what reading the deck says in process, empty where it says nothing.
void expect_launch_refused(const std::string& name, const Arguments& arguments, const Scratch& scratch, int code,
                           const std::vector<std::string>& words, const std::string& judged) {
  const Impatience impatience;
  std::string sentence = judged.empty() ? "" : "starling: " + judged;
  for (const int ranks : {0, 2}) {
    if (ranks > 0 && launches_are_slow()) break;
    const auto before = snapshot(scratch.folder());
    const Outcome outcome = run(ranks, arguments, scratch.folder(), 30);
    EXPECT_FALSE(outcome.timed_out) << name;
    EXPECT_EQ(outcome.code, code) << name << ": " << outcome.errors;
    const auto lines = lines_of(outcome.errors, "starling:");
    ASSERT_EQ(lines.size(), 1U) << name << ": " << outcome.errors << outcome.output;
    expect_words(name, lines[0], words);
    EXPECT_TRUE(sentence.empty() || sentence == lines[0]) << name << ": " << lines[0] << ", not " << sentence;
    sentence = lines[0];
    auto after = snapshot(scratch.folder());
    for (const char* own : {".output", ".errors"}) after.erase(own);
    auto expected = before;
    for (const char* own : {".output", ".errors"}) expected.erase(own);
    EXPECT_EQ(after == expected, true) << name << " wrote something";
    EXPECT_FALSE(fs::exists(scratch / "new")) << name << " left a folder";
  }
}

}  // namespace

std::optional<std::string> refusal_in_process(const Arguments& arguments, const fs::path& folder) {
  if (arguments.empty() || arguments.front().starts_with("-") || !fs::is_regular_file(folder / arguments.front())) {
    return std::nullopt;
  }
  const FuzzedInput input{
      read_file(folder / arguments.front()), {arguments.begin() + 1, arguments.end()}, arguments.front()};
  const Verdict verdict = judge(input);
  EXPECT_EQ(verdict.defect, "") << ::testing::PrintToString(arguments);
  if (verdict.accepted) return std::nullopt;
  return verdict.sentence;
}

void expect_words(const std::string& name, const std::string& sentence, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    EXPECT_NE(sentence.find(word), std::string::npos) << name << ": no \"" << word << "\" in: " << sentence;
  }
  EXPECT_LT(sentence.size(), 500U) << name << ": " << sentence;
}

void expect_refused(const std::string& name, const Arguments& arguments, const Scratch& scratch, int code,
                    const std::vector<std::string>& words) {
  const auto judged = refusal_in_process(arguments, scratch.folder());
  if (judged) expect_words(name, *judged, words);
  expect_launch_refused(name, arguments, scratch, code, words, judged.value_or(""));
}

void expect_refused(const std::vector<Case>& cases, const Scratch& scratch,
                    std::string (*path_of)(const std::string&)) {
  bool launched = launches_are_slow();
  for (const Case& one : cases) {
    Arguments arguments{path_of(one.deck), "--output.directory=new"};
    arguments.insert(arguments.end(), one.changes.begin(), one.changes.end());
    const auto judged = refusal_in_process(arguments, scratch.folder());
    if (judged) {
      expect_words(one.name, *judged, one.words);
      EXPECT_EQ(one.code, bad_input) << one.name << ": " << *judged;
      if (launched) continue;
      launched = true;
    }
    if (launches_are_slow()) continue;
    expect_launch_refused(one.name, arguments, scratch, one.code, one.words, judged.value_or(""));
  }
}

void expect_refused(const std::vector<Case>& cases, const Scratch& scratch) {
  expect_refused(cases, scratch, &deck_path);
}

}  // namespace starling::test
