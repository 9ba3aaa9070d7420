// A job's keys: values, precedence, and the sentence for each mistake.
#include "engine/deck/schema.hpp"

#include <gtest/gtest.h>

#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::argument;
using testing_support::complaint_of;
using testing_support::ExampleDeck;
using testing_support::Start;

const std::string enough = "[system]\nparticles = 8\n";

std::string schema_complaint(const std::string& lines, const std::vector<Assignment>& command_line = {}) {
  return complaint_of([&] { ExampleDeck().read(lines, command_line); });
}

TEST(Schema, KeepsDefaults) {
  ExampleDeck deck;
  deck.read(enough);
  EXPECT_EQ(deck.particles, 8);
  EXPECT_EQ(deck.packing_fraction, std::nullopt);
  EXPECT_EQ(deck.start, Start::blob);
  EXPECT_EQ(deck.time_step, 0.1);
  EXPECT_EQ(deck.rebalance_every, 1000);
  EXPECT_TRUE(deck.schema.given("system.particles"));
  EXPECT_FALSE(deck.schema.given("system.start"));
}

TEST(Schema, FillsEveryKindOfValue) {
  ExampleDeck deck;
  deck.read(
      "[run]\nseed = 18446744073709551615\n"
      "[system]\nparticles = 1e6\npacking_fraction = 0.5\nbox = 10, 20\nstart = lattice\nstart_file = a "
      "b.h5\ndimension = 3\n"
      "[dynamics]\nmodel = brownian\ntime_step = 1e-3\nchiral = yes\n"
      "[tuning]\nskin = 0.25\nrebalance_every = never\n");
  EXPECT_EQ(deck.seed, 18446744073709551615u);
  EXPECT_EQ(deck.particles, 1'000'000);
  EXPECT_EQ(deck.packing_fraction, 0.5);
  EXPECT_EQ(deck.box, (std::vector<double>{10, 20}));
  EXPECT_EQ(deck.start, Start::lattice);
  EXPECT_EQ(deck.start_file, "a b.h5");
  EXPECT_EQ(deck.dimension, 3);
  EXPECT_EQ(deck.model, "brownian");
  EXPECT_EQ(deck.time_step, 1e-3);
  EXPECT_TRUE(deck.chiral);
  EXPECT_EQ(deck.skin, 0.25);
  EXPECT_EQ(deck.rebalance_every, std::nullopt);
}

TEST(Schema, LetsTheCommandLineWin) {
  ExampleDeck deck;
  deck.read(enough, {argument("system.particles", "9"), argument("tuning.skin", "1"), argument("tuning.skin", "auto"),
                     argument("system.particles", "10")});
  EXPECT_EQ(deck.particles, 10);
  EXPECT_EQ(deck.skin, std::nullopt);
  EXPECT_TRUE(deck.schema.given("tuning.skin"));
}

TEST(Schema, TakesAValueBackOnTheCommandLine) {
  ExampleDeck deck;
  deck.read(enough + "packing_fraction = 0.5\nbox = 5\n",
            {argument("system.packing_fraction", ""), argument("system.box", "")});
  EXPECT_EQ(deck.packing_fraction, std::nullopt);
  EXPECT_TRUE(deck.box.empty());
  EXPECT_FALSE(deck.schema.given("system.packing_fraction"));
}

TEST(Schema, RequiresTheCommandLineToGiveAValueWhereADefaultExists) {
  EXPECT_EQ(schema_complaint(enough, {argument("dynamics.time_step", "")}),
            "command line: --dynamics.time_step=: has no value (time step)");
}

TEST(Schema, RefusesUnknownKeys) {
  EXPECT_EQ(schema_complaint(enough + "packing_fracton = 0.5\n"),
            "mips.ini:4: system.packing_fracton = 0.5: unknown key; the nearest known one is system.packing_fraction");
  EXPECT_EQ(schema_complaint("particles = 8\n"),
            "mips.ini:2: particles = 8: unknown key; the nearest known one is system.particles");
  EXPECT_EQ(schema_complaint("[sytem]\nparticles = 8\n"),
            "mips.ini:3: sytem.particles = 8: unknown key; the nearest known one is system.particles");
  EXPECT_EQ(schema_complaint(enough, {argument("system.bx", "1")}),
            "command line: --system.bx=1: unknown key; the nearest known one is system.box");
}

TEST(Schema, RefusesValuesOutOfRange) {
  EXPECT_EQ(schema_complaint("[system]\nparticles = -5\n"),
            "mips.ini:3: system.particles = -5: must be at least 1 (number of particles)");
  EXPECT_EQ(schema_complaint("[system]\nparticles = 0\n"),
            "mips.ini:3: system.particles = 0: must be at least 1 (number of particles)");
  EXPECT_EQ(
      schema_complaint(enough + "packing_fraction = 0\n"),
      "mips.ini:4: system.packing_fraction = 0: must be greater than 0 and at most 0.9 (covered share of the box)");
  EXPECT_EQ(
      schema_complaint(enough + "packing_fraction = 0.91\n"),
      "mips.ini:4: system.packing_fraction = 0.91: must be greater than 0 and at most 0.9 (covered share of the box)");
  EXPECT_EQ(schema_complaint(enough + "box = 3, 0\n"),
            "mips.ini:4: system.box = 3, 0: must each be greater than 0 (edges of the box)");
  EXPECT_EQ(schema_complaint(enough + "dimension = 4\n"),
            "mips.ini:4: system.dimension = 4: must be at least 1 and at most 3 (dimensions of space)");
  EXPECT_EQ(schema_complaint(enough + "[dynamics]\ntime_step = 10\n"),
            "mips.ini:5: dynamics.time_step = 10: must be greater than 0 and less than 10 (time step)");
  EXPECT_EQ(schema_complaint(enough, {argument("system.particles", "-5")}),
            "command line: --system.particles=-5: must be at least 1 (number of particles)");
}

TEST(Schema, AcceptsInclusiveBounds) {
  ExampleDeck deck;
  deck.read("[system]\nparticles = 1\npacking_fraction = 0.9\ndimension = 1\n");
  EXPECT_EQ(deck.packing_fraction, 0.9);
}

TEST(Schema, RefusesValuesOfTheWrongKind) {
  EXPECT_EQ(schema_complaint("[system]\nparticles = many\n"),
            "mips.ini:3: system.particles = many: must be a whole number (number of particles)");
  EXPECT_EQ(schema_complaint("[system]\nparticles =\n"),
            "mips.ini:3: system.particles = : has no value (number of particles)");
  EXPECT_EQ(schema_complaint(enough + "packing_fraction = nan\n"),
            "mips.ini:4: system.packing_fraction = nan: must be a number, and a finite one (covered share of the box)");
  EXPECT_EQ(schema_complaint(enough + "start = drop\n"),
            "mips.ini:4: system.start = drop: must be blob, uniform or lattice (where particles start)");
  EXPECT_EQ(schema_complaint(enough + "[dynamics]\nmodel = newton\n"),
            "mips.ini:5: dynamics.model = newton: must be active_ou or brownian (equation of motion | model)");
  EXPECT_EQ(schema_complaint(enough + "[tuning]\nskin = thick\n"),
            "mips.ini:5: tuning.skin = thick: must be a number, or the word auto (extra reach of the lists)");
  EXPECT_EQ(schema_complaint(enough + "[dynamics]\nchiral = left\n"),
            "mips.ini:5: dynamics.chiral = left: must be true or false (whether swimmers turn)");
}

TEST(Schema, RefusesADeckWithoutARequiredKey) {
  EXPECT_EQ(schema_complaint("[run]\nseed = 2\n"),
            "mips.ini: system.particles is missing (number of particles): add particles = ... under [system]");
}

TEST(Schema, ReportsTheFirstMistake) {
  EXPECT_EQ(schema_complaint("[system]\nparticles = 8\nbox = x\nwrong = 1\n", {argument("run.seed", "x")}),
            "mips.ini:4: system.box = x: item 1 must be a number (edges of the box)");
}

TEST(Schema, RefusesAnotherJobsDeck) {
  EXPECT_EQ(complaint_of([] { ExampleDeck().schema.read("job = smc\n", "a.ini"); }),
            "a.ini:1: job = smc: this deck is not for the job example");
  EXPECT_EQ(complaint_of([] { ExampleDeck().schema.read("[run]\nseed = 1\n", "a.ini"); }),
            "a.ini: the deck does not begin with job = example");
}

TEST(Schema, SaysWhereARefusedValueCameFrom) {
  ExampleDeck deck;
  deck.read(enough + "box = 5\n", {argument("system.dimension", "3")});
  const auto refused = [&](const std::string& key) {
    return complaint_of([&] { deck.schema.refuse(key, "is too small"); });
  };
  EXPECT_EQ(refused("system.box"), "mips.ini:4: system.box = 5: is too small");
  EXPECT_EQ(refused("system.dimension"), "command line: --system.dimension=3: is too small");
  EXPECT_EQ(refused("dynamics.time_step"), "default of dynamics.time_step (0.1): is too small");
  EXPECT_EQ(refused("tuning.skin"), "default of tuning.skin (auto): is too small");
  EXPECT_EQ(refused("system.start_file"), "default of system.start_file (unset): is too small");
}

TEST(Schema, PlacesFailuresByTheirKey) {
  ExampleDeck deck;
  deck.read("[system]\nparticles = 5\nbox = 5\n");
  const Failure told(ExitCode::bad_input, "system.particles and system.box do not fit");
  const auto placed = [&](const std::string& key) { return std::string(deck.schema.placed(told.about(key)).what()); };
  EXPECT_EQ(placed("system.box"), "mips.ini:4: system.box = 5: " + std::string(told.what()));
  // Not the longest key in the sentence, and none where the failure is about none of this deck's.
  EXPECT_EQ(placed(""), told.what());
  EXPECT_EQ(placed("elsewhere.box"), told.what());
  const Failure once = deck.schema.placed(told.about("system.box"));
  EXPECT_EQ(deck.schema.placed(once).what(), std::string(once.what()));
}

TEST(Schema, CatchesMistakesOfTheJobItself) {
  ExampleDeck deck;
  double other = 0;
  EXPECT_THROW(deck.schema.key("skin", other, "twice"), Failure);
  EXPECT_THROW(static_cast<void>(deck.schema.given("system.unheard_of")), Failure);
  EXPECT_THROW(Schema("empty", "").key("key", other, "before any section"), Failure);
}

TEST(Schema, ReopensASection) {
  ExampleDeck deck;
  double radius = 1;
  deck.schema.section("system", "What is simulated.");
  deck.schema.key("radius", radius, "radius of a particle");
  deck.read("[system]\nparticles = 8\nradius = 2\n");
  EXPECT_EQ(radius, 2);
}

}  // namespace
}  // namespace starling
