// Every ready deck of the diffusion job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/diffusion_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {"quick",         "fkc_annealing", "fkc_guidance", "fkc_product", "edm_heun",
                                        "solver_orders", "interpolant",   "gap",          "dlg",         "lml"};

TEST(DiffusionDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("diffusion", ready, {"particles in", "bytes per particle", "MB on a rank"});
}

TEST(DiffusionDecks, ADumpedDeckDumpsTheSame) {
  for (const char* name : {"quick", "fkc_guidance", "solver_orders", "interpolant", "gap", "dlg", "lml"})
    expect_same_dump(diffusion_deck(name));
}

TEST(DiffusionDecks, TheReferenceIsCurrent) { expect_current_reference("diffusion", "decks-diffusion.md"); }

}  // namespace
}  // namespace starling::test
