// Every ready deck of the smc job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include "tests/drivers/deck_checks.hpp"
#include "tests/drivers/smc_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> smc_decks = {"stochastic_volatility",
                                            "linear_gaussian",
                                            "linear_gaussian_4d",
                                            "nile",
                                            "gordon",
                                            "bearings_only",
                                            "hidden_markov",
                                            "sir",
                                            "lorenz_96",
                                            "fractional_ou",
                                            "rough_volatility",
                                            "guided",
                                            "auxiliary",
                                            "entropic",
                                            "paris",
                                            "paris_gibbs",
                                            "ffbs",
                                            "tempering_mixture",
                                            "tempering_logistic",
                                            "tempering_cauchy",
                                            "data_tempering"};

TEST(SmcDecks, EveryReadyDeckIsAccepted) {
  expect_decks_accepted("smc", smc_decks, {"particles in", "bytes per particle", "MB on a rank"});
}

TEST(SmcDecks, ADumpedDeckDumpsTheSame) {
  for (const char* name : {"stochastic_volatility", "linear_gaussian_4d", "paris_gibbs", "tempering_logistic"}) {
    expect_same_dump(smc_deck(name));
  }
}

TEST(SmcDecks, TheReferenceIsCurrent) { expect_current_reference("smc", "decks-smc.md"); }

TEST(SmcDecks, HelpNamesEveryModelsParameters) {
  const Scratch scratch;
  const Outcome outcome = run(0, {"--help", "smc"}, scratch.folder());
  EXPECT_EQ(outcome.code, 0) << outcome.errors;
  for (const char* word : {"[method]", "name = stochastic_volatility", "persistence", "name = gaussian_mixture"}) {
    EXPECT_NE(outcome.output.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace starling::test
