// Every ready deck of the md job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/md_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> md_decks = {"quick", "md_mw"};

TEST(MdDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("md", md_decks, {"64 atoms of O", "bytes per atom", "MB on a rank"});
}

TEST(MdDecks, ADumpedDeckDumpsTheSame) {
  for (const std::string& name : md_decks) expect_same_dump(md_deck(name));
}

TEST(MdDecks, TheReferenceIsCurrent) { expect_current_reference("md", "decks-md.md"); }

}  // namespace
}  // namespace starling::test
