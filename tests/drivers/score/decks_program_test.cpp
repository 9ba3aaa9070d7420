// Every ready deck of the score job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> score_decks = {"abp_wca",          "exact_control", "mips", "mips_filter_bank",
                                              "mips_transformer", "quick",         "ring", "trap64"};

TEST(ScoreDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("score", score_decks, {"to learn from", "bytes per particle", "MB on a rank"});
}

TEST(ScoreDecks, ADumpedDeckDumpsTheSame) {
  for (const std::string& name : score_decks)
    expect_same_dump(fs::path(STARLING_SOURCE_DIR) / "inputs/score" / (name + ".ini"));
}

TEST(ScoreDecks, TheReferenceIsCurrent) { expect_current_reference("score", "decks-score.md"); }

}  // namespace
}  // namespace starling::test
