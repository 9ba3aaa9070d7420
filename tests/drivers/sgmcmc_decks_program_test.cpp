// Every ready deck of the sgmcmc job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/sgmcmc_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> sgmcmc_decks = {
    "quick",        "gaussian",       "quartic",          "two_modes",   "replica_exchange",
    "funnel",       "svrg",           "ensemble",         "mw",          "mw_linear",
    "o_rings",      "calibration",    "claims/posterior", "claims/cold", "claims/control",
    "claims/psgld", "claims/ensemble"};

TEST(SgmcmcDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("sgmcmc", sgmcmc_decks, {"on the target", "bytes per row", "MB on a rank"});
}

TEST(SgmcmcDecks, ADumpedDeckDumpsTheSame) {
  for (const std::string& name : sgmcmc_decks) expect_same_dump(sgmcmc_deck(name));
}

TEST(SgmcmcDecks, TheReferenceIsCurrent) { expect_current_reference("sgmcmc", "decks-sgmcmc.md"); }

}  // namespace
}  // namespace starling::test
