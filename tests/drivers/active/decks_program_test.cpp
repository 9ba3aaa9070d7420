// Every ready deck is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> active_decks = {"mips",
                                               "mips_8192",
                                               "mips_16384",
                                               "mips_32768",
                                               "mips_low_density",
                                               "abp_wca",
                                               "trap",
                                               "trap64",
                                               "ring",
                                               "exact_control",
                                               "free_abp_3d",
                                               "quick",
                                               "run_and_tumble",
                                               "active_passive_mixture",
                                               "walls",
                                               "chiral",
                                               "ensemble"};

TEST(Decks, EveryReadyDeckIsAccepted) { expect_decks_accepted("active", active_decks, {"particles in"}); }

TEST(Decks, ADumpedDeckDumpsTheSame) {
  for (const std::string& name : active_decks) expect_same_dump(deck_path(name));
}

TEST(Decks, TheReferenceIsCurrent) { expect_current_reference("active", "decks.md"); }

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
