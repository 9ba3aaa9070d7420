// Every ready deck of the smc job is accepted, and the deck reference is the program's own.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/drivers/smc_runs.hpp"

namespace starling::test {
namespace {

const std::vector<std::string> ready = {"stochastic_volatility",
                                        "linear_gaussian",
                                        "linear_gaussian_4d",
                                        "gordon",
                                        "bearings_only",
                                        "hidden_markov",
                                        "sir",
                                        "lorenz_96",
                                        "guided",
                                        "auxiliary",
                                        "entropic",
                                        "paris",
                                        "paris_gibbs",
                                        "ffbs",
                                        "tempering_mixture",
                                        "tempering_logistic",
                                        "tempering_cauchy"};

TEST(SmcDecks, EveryReadyDeckIsAccepted) {
  std::vector<std::string> found;
  for (const auto& item : fs::directory_iterator(STARLING_SOURCE_DIR "/inputs/smc")) {
    if (item.path().extension() == ".ini") found.push_back(item.path().stem().string());
  }
  for (const std::string& name : ready) {
    EXPECT_NE(std::find(found.begin(), found.end(), name), found.end()) << name << " is missing";
  }
  const Scratch scratch;
  for (const std::string& name : found) {
    const Outcome outcome = run(0, {smc_deck(name), "--dry-run"}, scratch.folder());
    EXPECT_EQ(outcome.code, 0) << name << ": " << outcome.errors;
    for (const char* word : {"particles in", "bytes a particle", "MB of memory"}) {
      EXPECT_NE(outcome.output.find(word), std::string::npos) << name << ": " << outcome.output;
    }
    EXPECT_FALSE(fs::exists(scratch / "runs")) << name << " wrote something in a dry run";
  }
}

TEST(SmcDecks, ADumpedDeckDumpsTheSame) {
  const Scratch scratch;
  for (const char* name : {"stochastic_volatility", "linear_gaussian_4d", "paris_gibbs", "tempering_logistic"}) {
    const Outcome first = run(0, {smc_deck(name), "--dump-deck"}, scratch.folder());
    ASSERT_EQ(first.code, 0) << first.errors;
    write_file(scratch / "dumped.ini", first.output);
    const Outcome second = run(0, {"dumped.ini", "--dump-deck"}, scratch.folder());
    EXPECT_EQ(second.code, 0) << second.errors;
    EXPECT_EQ(first.output, second.output) << name;
  }
}

TEST(SmcDecks, TheReferenceIsCurrent) {
  const Scratch scratch;
  const Outcome outcome = run(0, {"--deck-reference", "smc"}, scratch.folder());
  ASSERT_EQ(outcome.code, 0) << outcome.errors;
  EXPECT_EQ(read_file(STARLING_SOURCE_DIR "/docs/decks-smc.md"), outcome.output)
      << "write it anew: starling --deck-reference smc > docs/decks-smc.md";
}

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
