// Decks written out: round trips, comparison with a checkpoint's deck, documentation.
#include <gtest/gtest.h>

#include "engine/deck/schema.hpp"
#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::argument;
using testing_support::ExampleDeck;
using testing_support::Start;

const std::string full_deck =
    "[run]\nseed = 18446744073709551615\n"
    "[system]\nparticles = 1e6\npacking_fraction = 0.1234567890123456789\nbox = 10 2e1\nstart = lattice\n"
    "start_file = \"runs/a = b#1;.h5\" # a comment\ndimension = 3\n"
    "[dynamics]\nmodel = brownian\ntime_step = 1e-300\nchiral = on\n"
    "[tuning]\nskin = 0.1\nrebalance_every = never\n";

std::string difference(const std::string& now, const std::string& then, const std::vector<Assignment>& arguments = {}) {
  ExampleDeck checkpoint;
  checkpoint.read(then);
  ExampleDeck deck;
  deck.read(now, arguments);
  return deck.schema.first_difference(checkpoint.schema.dump());
}

TEST(Dump, ReadsBackToTheSame) {
  for (const std::string& lines : {full_deck, std::string("[system]\nparticles = 8\n")}) {
    ExampleDeck deck;
    deck.read(lines);
    const std::string dump = deck.schema.dump();
    ExampleDeck again;
    again.schema.read(dump, "deck.ini");
    EXPECT_EQ(again.schema.dump(), dump);
    EXPECT_EQ(again.seed, deck.seed);
    EXPECT_EQ(again.particles, deck.particles);
    EXPECT_EQ(again.packing_fraction, deck.packing_fraction);
    EXPECT_EQ(again.box, deck.box);
    EXPECT_EQ(again.start, deck.start);
    EXPECT_EQ(again.start_file, deck.start_file);
    EXPECT_EQ(again.time_step, deck.time_step);
    EXPECT_EQ(again.chiral, deck.chiral);
    EXPECT_EQ(again.skin, deck.skin);
    EXPECT_EQ(again.rebalance_every, deck.rebalance_every);
    EXPECT_EQ(again.schema.given("system.packing_fraction"), deck.schema.given("system.packing_fraction"));
  }
}

TEST(Dump, ExplainsEachKey) {
  ExampleDeck deck;
  deck.read("[system]\nparticles = 8\n", {argument("tuning.skin", "0.5")});
  const std::string dump = deck.schema.dump();
  EXPECT_TRUE(dump.starts_with("job = example\n# A deck for tests.\n\n# How long, and with which noise.\n[run]\n"));
  const auto holds = [&](const std::string& part) { return dump.find(part) != std::string::npos; };
  EXPECT_TRUE(holds("# number of particles; whole number, at least 1; required\nparticles = 8\n"));
  EXPECT_TRUE(holds("; default: unset\n# packing_fraction =\n")) << dump;
  EXPECT_TRUE(holds("# edges of the box (L); numbers, each greater than 0; unit: length; default: unset\n")) << dump;
  EXPECT_TRUE(holds("# where particles start; blob, uniform or lattice; default: blob\nstart = blob\n")) << dump;
  EXPECT_TRUE(holds("; number, greater than 0, or auto; default: auto; may change on restart\nskin = 0.5\n")) << dump;
}

TEST(Dump, LeavesARequiredKeyOpenBeforeAnyDeckIsRead) {
  EXPECT_NE(ExampleDeck().schema.dump().find("; required\n# particles =\n"), std::string::npos);
}

TEST(FirstDifference, IsEmptyForTheSameRun) {
  EXPECT_EQ(difference(full_deck, full_deck), "");
  EXPECT_EQ(difference("[system]\nparticles = 8\nbox = 10,20\n[dynamics]\ntime_step = 0.10\n",
                       "[system]\nparticles = 8e0\nbox = 10 20.0\n"),
            "");
}

TEST(FirstDifference, IgnoresWhatMayChange) {
  const std::string lines = "[system]\nparticles = 8\n[tuning]\n";
  EXPECT_EQ(difference(lines + "skin = 0.5\nrebalance_every = never\n", lines), "");
}

TEST(FirstDifference, NamesTheKeyAndBothValues) {
  const std::string lines = "[system]\nparticles = 8\n";
  EXPECT_EQ(
      difference(lines + "[dynamics]\ntime_step = 0.2\n", lines),
      "mips.ini:5: dynamics.time_step = 0.2: the checkpoint was written with 0.1, and a restart must not change it");
  EXPECT_EQ(difference(lines, lines, {argument("run.seed", "2")}),
            "command line: --run.seed=2: the checkpoint was written with 1, and a restart must not change it");
  EXPECT_EQ(
      difference(lines, lines + "start = lattice\n"),
      "default of system.start (blob): the checkpoint was written with lattice, and a restart must not change it");
  EXPECT_EQ(difference(lines + "box = 5\n", lines),
            "mips.ini:4: system.box = 5: the checkpoint was written with unset, and a restart must not change it");
}

TEST(FirstDifference, NamesAnotherJobAndAnotherVersion) {
  ExampleDeck deck;
  deck.read("[system]\nparticles = 8\n");
  EXPECT_EQ(deck.schema.first_difference("job = smc\n"),
            "the deck is for the job example, but the checkpoint was written by smc");
  EXPECT_EQ(deck.schema.first_difference("job = example\n[system]\nparticles = 8\ncolour = red\n"),
            "the checkpoint's deck has a key system.colour that is unknown now");
}

TEST(Reference, IsATablePerSection) {
  const std::string reference = ExampleDeck().schema.reference();
  const auto holds = [&](const std::string& part) { return reference.find(part) != std::string::npos; };
  EXPECT_TRUE(reference.starts_with("## job = example\n\nA deck for tests.\n\n### [run]\n"));
  EXPECT_TRUE(holds("| `particles` | whole number, at least 1 | required |  | number of particles |\n"));
  EXPECT_TRUE(holds("| `box` | numbers, each greater than 0 | unset | length | edges of the box (L) |\n"));
  EXPECT_TRUE(holds("| `start_file` | text | none |  | file of the start |\n"));
  EXPECT_TRUE(holds("equation of motion \\| model"));
  EXPECT_TRUE(holds("| auto |  | extra reach of the lists; may change on restart |\n"));
}

}  // namespace
}  // namespace starling
