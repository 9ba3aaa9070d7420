// Every ready deck is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/drivers/program.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {"mips",        "mips_8192", "mips_16384", "mips_32768", "mips_low_density",
                                        "abp_wca",     "trap",      "trap64",     "ring",       "exact_control",
                                        "free_abp_3d", "quick"};

TEST(Decks, EveryReadyDeckIsAccepted) {
  std::vector<std::string> found;
  for (const auto& item : fs::directory_iterator(STARLING_SOURCE_DIR "/inputs/active")) {
    if (item.path().extension() == ".ini") found.push_back(item.path().stem().string());
  }
  for (const std::string& name : ready) {
    EXPECT_NE(std::find(found.begin(), found.end(), name), found.end()) << name << " is missing";
  }
  const Scratch scratch;
  for (const std::string& name : found) {
    const Outcome outcome = run(0, {deck_path(name), "--dry-run"}, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.errors;
    EXPECT_NE(outcome.output.find("particles in"), std::string::npos) << name << ": " << outcome.output;
    EXPECT_FALSE(fs::exists(scratch / "runs")) << name << " wrote something in a dry run";
  }
}

TEST(Decks, ADumpedDeckDumpsTheSame) {
  const Scratch scratch;
  for (const std::string& name : ready) {
    const Outcome first = run(0, {deck_path(name), "--dump-deck"}, scratch.folder());
    ASSERT_EQ(first.code, 0) << first.errors;
    write_file(scratch / "dumped.ini", first.output);
    const Outcome second = run(0, {"dumped.ini", "--dump-deck"}, scratch.folder());
    EXPECT_EQ(second.code, 0) << second.errors;
    EXPECT_EQ(first.output, second.output) << name;
  }
}

TEST(Decks, TheReferenceIsCurrent) {
  const Scratch scratch;
  const Outcome outcome = run(0, {"--deck-reference", "active"}, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(read_file(STARLING_SOURCE_DIR "/docs/decks.md"), outcome.output)
      << "write it anew: starling --deck-reference active > docs/decks.md";
}

TEST(Decks, HelpAndVersionNeedNoDeck) {
  const Scratch scratch;
  const std::vector<std::pair<Arguments, std::string>> cases = {
      {{"--help"}, "--restart"}, {{"--help", "active"}, "[dynamics]"}, {{"--version"}, "starling "}};
  for (const auto& [arguments, expected] : cases) {
    const Outcome outcome = run(0, arguments, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_NE(outcome.output.find(expected), std::string::npos) << outcome.output;
  }
}

}  // namespace
}  // namespace starling::test
