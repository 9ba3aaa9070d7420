// Every ready deck of the walk job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/walk_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {"quick", "karate", "karate_metropolis", "history_driven",
                                        "ring",  "grid",   "optimisation",      "logistic"};

TEST(WalkDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("walk", ready, {"tokens in", "bytes per token", "MB on a rank"});
}

TEST(WalkDecks, ADumpedDeckDumpsTheSame) {
  for (const char* name : {"quick", "grid", "logistic"}) expect_same_dump(walk_deck(name));
}

TEST(WalkDecks, TheReferenceIsCurrent) { expect_current_reference("walk", "decks-walk.md"); }

}  // namespace
}  // namespace starling::test
