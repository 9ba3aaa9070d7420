// The command line: what the user may type after the program's name.
#include "engine/deck/command_line.hpp"

#include <gtest/gtest.h>

#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::complaint_of;

CommandLine parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "starling");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

std::string arguments_complaint(const std::vector<const char*>& arguments) {
  return complaint_of([&] { static_cast<void>(parse(arguments)); });
}

TEST(CommandLine, TakesADeckAndKeys) {
  const CommandLine line = parse({"--run.seed=3", "mips.ini", "--system.particles", "-5", "--output.directory=a=b"});
  EXPECT_EQ(line.deck, "mips.ini");
  ASSERT_EQ(line.keys.size(), 3u);
  EXPECT_EQ(line.keys[0].place(), "command line: --run.seed=3");
  EXPECT_EQ(line.keys[1].place(), "command line: --system.particles=-5");
  EXPECT_EQ(line.keys[2].place(), "command line: --output.directory=a=b");
  EXPECT_FALSE(line.restart || line.overwrite || line.dry_run || line.dump_deck || line.only_prints());
  EXPECT_EQ(line.wall_limit, std::nullopt);
}

TEST(CommandLine, TakesSwitches) {
  const CommandLine line = parse({"a.ini", "--restart", "--dry-run", "--dump-deck", "--wall-limit=1.5e3"});
  EXPECT_TRUE(line.restart && line.dry_run && line.dump_deck);
  EXPECT_FALSE(line.overwrite);
  EXPECT_EQ(line.wall_limit, 1500);
  EXPECT_TRUE(parse({"a.ini", "--overwrite"}).overwrite);
  EXPECT_EQ(parse({"a.ini", "--wall-limit", "60"}).wall_limit, 60);
}

TEST(CommandLine, NeedsNoDeckForPrinting) {
  EXPECT_TRUE(parse({"--version"}).version);
  EXPECT_TRUE(parse({"-h"}).help);
  EXPECT_EQ(parse({"--help"}).help_job, "");
  EXPECT_EQ(parse({"--help", "active"}).help_job, "active");
  EXPECT_EQ(parse({"--help=active"}).help_job, "active");
  EXPECT_EQ(parse({"--help", "--version"}).help_job, "");
  EXPECT_EQ(parse({"--deck-reference", "active"}).reference_job, "active");
}

TEST(CommandLine, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(arguments_complaint({"a.ini", "--restrat"}),
            "command line: unknown option --restrat; the nearest known one is --restart, and a key is given as "
            "--section.key=value");
  EXPECT_EQ(arguments_complaint({"a.ini", "--particles=5"}).find("command line: unknown option --particles; "), 0u);
  EXPECT_EQ(arguments_complaint({"a.ini", "-v"}).find("command line: unknown option -v; "), 0u);
  EXPECT_EQ(arguments_complaint({"a.ini", "b.ini"}), "command line: two decks are given, a.ini and b.ini");
  EXPECT_EQ(arguments_complaint({""}), "command line: the name of the deck is empty");
}

TEST(CommandLine, RefusesMissingAndNeedlessValues) {
  EXPECT_EQ(arguments_complaint({"a.ini", "--system.box"}),
            "command line: --system.box needs a value: --system.box=...");
  EXPECT_EQ(arguments_complaint({"--system.box", "--restart", "a.ini"}),
            "command line: --system.box needs a value: --system.box=...");
  EXPECT_EQ(arguments_complaint({"a.ini", "--wall-limit"}),
            "command line: --wall-limit needs a value: --wall-limit=...");
  EXPECT_EQ(arguments_complaint({"a.ini", "--restart=yes"}), "command line: --restart takes no value");
}

TEST(CommandLine, RefusesAnImpossibleWallLimit) {
  EXPECT_EQ(arguments_complaint({"a.ini", "--wall-limit=0"}),
            "command line: --wall-limit=0: must be greater than 0 (seconds)");
  EXPECT_EQ(arguments_complaint({"a.ini", "--wall-limit=1h"}),
            "command line: --wall-limit=1h: must be a number, but \"h\" follows \"1\" (seconds)");
}

TEST(CommandLine, RefusesRestartWithOverwrite) {
  EXPECT_EQ(arguments_complaint({"a.ini", "--restart", "--overwrite"}),
            "command line: --restart goes on with a run and --overwrite replaces it: give one");
}

TEST(CommandLine, AsksForADeck) {
  EXPECT_EQ(arguments_complaint({}), "no deck is given; usage: " + usage());
  EXPECT_EQ(arguments_complaint({"--restart"}), "no deck is given; usage: " + usage());
}

TEST(CommandLine, ExplainsItself) {
  const std::string help = help_text({"active", "smc"});
  for (const char* option : {"--restart", "--overwrite", "--dry-run", "--dump-deck", "--wall-limit", "--help",
                             "--version", "--deck-reference", "active or smc"}) {
    EXPECT_NE(help.find(option), std::string::npos) << option;
  }
}

}  // namespace
}  // namespace starling
