// INI text into assignments, with the line of each.
#include "engine/deck/reader.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include "engine/deck/quotes.hpp"
#include "tests/engine/deck/example_deck.hpp"

namespace starling {
namespace {

using testing_support::complaint_of;

std::string reading_complaint(const std::string& text) {
  return complaint_of([&] { static_cast<void>(read_assignments(text, "mips.ini")); });
}

TEST(Reader, KnowsTheLineOfEachKey) {
  const std::string text =
      "# a comment\n"
      "job = active ; another\n"
      "\n"
      "[ system ]\r\n"
      "; box = 7\n"
      "  box=10, 20   # edges\n"
      "[run]\n"
      "name = a = b\n"
      "empty =";
  const std::vector<Assignment> assignments = read_assignments(text, "mips.ini");
  ASSERT_EQ(assignments.size(), 4u);
  EXPECT_EQ(assignments[0].place(), "mips.ini:2: job = active");
  EXPECT_EQ(assignments[1].place(), "mips.ini:6: system.box = 10, 20");
  EXPECT_EQ(assignments[2].place(), "mips.ini:8: run.name = a = b");
  EXPECT_EQ(assignments[3].place(), "mips.ini:9: run.empty = ");
}

TEST(Reader, KeepsWhatIsInQuotes) {
  const std::string text =
      "job = example\n"
      "a = \"runs/a#1;b\"  # a comment; \"with quotes\"\n"
      "b = \"say \"\"x\"\"\"\n"
      "c = x\"y # z\n"
      "d = \"\"\n"
      "e = \" blanks \"";
  const std::vector<Assignment> assignments = read_assignments(text, "mips.ini");
  ASSERT_EQ(assignments.size(), 6u);
  EXPECT_EQ(assignments[1].value, "runs/a#1;b");
  EXPECT_EQ(assignments[2].value, "say \"x\"");
  EXPECT_EQ(assignments[3].value, "x\"y");
  EXPECT_EQ(assignments[4].value, "");
  EXPECT_EQ(assignments[5].value, " blanks ");
  for (const char* line : {"a = \"runs/a#1", "a = \"b\" c", "a = \"b\"\"", "a = \""}) {
    EXPECT_EQ(reading_complaint(std::string("\n") + line),
              "mips.ini:2: \"" + std::string(line) + "\" has a value in quotes that does not end with one");
  }
}

TEST(Reader, ReadsBackWhatQuotesMake) {
  for (const std::string text : {"plain", "a#b", "a;b", "\"", "\"a\" b", "x \" #", " blank", "a = b", "\"\"#\"\""}) {
    const auto assignments = read_assignments("a = " + in_quotes_if_needed(text) + " # end\n", "mips.ini");
    ASSERT_EQ(assignments.size(), 1u) << text;
    EXPECT_EQ(assignments[0].value, text);
  }
  EXPECT_EQ(in_quotes_if_needed("runs/a b"), "runs/a b");
}

TEST(Reader, TakesASectionInTwoParts) {
  const std::vector<Assignment> assignments = read_assignments("[a]\nx = 1\n[b]\nx = 2\n[a]\ny = 3\n", "mips.ini");
  ASSERT_EQ(assignments.size(), 3u);
  EXPECT_EQ(assignments[1].key, "b.x");
  EXPECT_EQ(assignments[2].key, "a.y");
}

TEST(Reader, RefusesMalformedLines) {
  EXPECT_EQ(reading_complaint("[system\n"), "mips.ini:1: \"[system\" is not a heading of the form [section]");
  EXPECT_EQ(reading_complaint("\n[]\n"), "mips.ini:2: \"[]\" is not a heading of the form [section]");
  EXPECT_EQ(reading_complaint("[a b]\n"), "mips.ini:1: \"[a b]\" is not a heading of the form [section]");
  EXPECT_EQ(reading_complaint("[\n"), "mips.ini:1: \"[\" is not a heading of the form [section]");
  EXPECT_EQ(reading_complaint("a = 1\nparticles 5\n"),
            "mips.ini:2: \"particles 5\" is neither key = value nor a [section]");
  EXPECT_EQ(reading_complaint("= 5"), "mips.ini:1: \"= 5\" does not begin with the name of a key");
  EXPECT_EQ(reading_complaint("a b = 5"), "mips.ini:1: \"a b = 5\" does not begin with the name of a key");
}

TEST(Reader, RefusesAKeyGivenTwice) {
  EXPECT_EQ(reading_complaint("[a]\nx = 1\n\n[b]\nx = 1\n[a]\nx = 1\n"),
            "mips.ini:7: a.x is given twice, first on line 2");
  EXPECT_EQ(reading_complaint("a.x = 1\n[a]\nx = 1\n"), "mips.ini:3: a.x is given twice, first on line 1");
}

TEST(Reader, NamesTheCommandLine) {
  EXPECT_EQ(testing_support::argument("system.box", "5").place(), "command line: --system.box=5");
}

TEST(Reader, TakesTimeInProportionToTheText) {
  const std::string text = "job = example\n" + std::string(900000, '\n');
  const std::clock_t start = std::clock();
  EXPECT_EQ(read_assignments(text, "mips.ini").size(), 1u);
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 10.0) << "it was minutes once";
}

}  // namespace
}  // namespace starling
