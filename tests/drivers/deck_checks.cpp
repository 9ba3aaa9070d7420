// Checks of every deck of a job, by starting the program.
#include "tests/drivers/deck_checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace starling::test {

void expect_decks_accepted(const std::string& job, const std::vector<std::string>& ready,
                           const std::vector<std::string>& words) {
  const fs::path folder = fs::path(STARLING_SOURCE_DIR) / "inputs" / job;
  std::vector<std::string> found;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (item.path().extension() != ".ini") continue;
    const bool is_sweep = read_file(item.path()).find("\n[sweep]\n") != std::string::npos;
    if (!is_sweep) found.push_back(fs::relative(item.path(), folder).replace_extension().string());
  }
  for (const std::string& name : ready) {
    EXPECT_NE(std::find(found.begin(), found.end(), name), found.end()) << name << " is missing";
  }
  const Scratch scratch;
  for (const std::string& name : found) {
    const Outcome outcome = run(0, {folder / (name + ".ini"), "--dry-run"}, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.errors;
    for (const std::string& word : words) {
      EXPECT_NE(outcome.output.find(word), std::string::npos) << name << ": " << outcome.output;
    }
    EXPECT_FALSE(fs::exists(scratch / "runs")) << name << " wrote something in a dry run";
  }
}

void expect_same_dump(const std::string& deck) {
  const Scratch scratch;
  const Outcome first = run(0, {deck, "--dump-deck"}, scratch.folder());
  ASSERT_EQ(first.code, 0) << first.errors;
  write_file(scratch / "dumped.ini", first.output);
  const Outcome second = run(0, {"dumped.ini", "--dump-deck"}, scratch.folder());
  EXPECT_EQ(second.code, 0) << second.errors;
  EXPECT_EQ(first.output, second.output) << deck;
}

void expect_current_reference(const std::string& job, const std::string& file) {
  const Scratch scratch;
  const Outcome outcome = run(0, {"--deck-reference", job}, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(read_file(fs::path(STARLING_SOURCE_DIR) / "docs" / file), outcome.output)
      << "write it anew: starling --deck-reference " << job << " > docs/" << file;
}

}  // namespace starling::test
