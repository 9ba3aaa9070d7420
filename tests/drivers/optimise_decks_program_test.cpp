// Every ready deck of the optimise job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/optimise_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {"quick",         "rastrigin", "hopping",           "consensus_sampling",
                                        "lennard_jones", "kalman",    "maximum_likelihood"};

TEST(OptimiseDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("optimise", ready, {"slots in", "bytes per slot", "MB on a rank"});
}

TEST(OptimiseDecks, ADumpedDeckDumpsTheSame) {
  for (const char* name : {"quick", "hopping", "maximum_likelihood"}) expect_same_dump(optimise_deck(name));
}

TEST(OptimiseDecks, TheReferenceIsCurrent) { expect_current_reference("optimise", "decks-optimise.md"); }

}  // namespace
}  // namespace starling::test
