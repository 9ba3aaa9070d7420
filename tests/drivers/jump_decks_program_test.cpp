// Every ready deck of the jump job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/jump_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {
    "quick",   "ratchet_start",    "fluctuation", "two_states", "immigration_death", "lotka_volterra",
    "schlogl", "large_deviations", "current",     "posterior",  "likelihood"};

TEST(JumpDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("jump", ready, {"rank in", "bytes per", "MB on a rank"});
}

TEST(JumpDecks, ADumpedDeckDumpsTheSame) {
  for (const char* name : {"quick", "lotka_volterra", "current"}) expect_same_dump(jump_deck(name));
}

TEST(JumpDecks, TheReferenceIsCurrent) { expect_current_reference("jump", "decks-jump.md"); }

}  // namespace
}  // namespace starling::test
