// Sections whose keys depend on the name chosen in them: choosing, refusing, and what the documentation says.
#include "engine/deck/selection.hpp"

#include <gtest/gtest.h>

#include "engine/failure.hpp"

namespace starling {
namespace {

struct Ball final : Chosen {
  double radius = 0.5;
  void describe(Schema& schema) override { schema.key("radius", radius, "how far it reaches").greater_than(0); }
};

struct Rod final : Chosen {
  std::int64_t length = 0;
  double width = 1.0;
  void describe(Schema& schema) override {
    schema.key("length", length, "from end to end").required();
    schema.key("width", width, "from side to side");
  }
};

struct Point final : Chosen {
  void describe(Schema& /*schema*/) override {}
};

const Choice& shapes() {
  static const Choice choice("shape", "What it looks like.", "which shape",
                             {{"ball", "Round.", [] { return std::unique_ptr<Chosen>(new Ball); }},
                              {"rod", "", [] { return std::unique_ptr<Chosen>(new Rod); }},
                              {"point", "", [] { return std::unique_ptr<Chosen>(new Point); }}});
  return choice;
}

/// A deck of one choice, read as a job reads it.
struct ShapeDeck {
  SelectionOf<Chosen> chosen{shapes()};
  Schema schema{"test", ""};

  explicit ShapeDeck(const std::string& lines, const std::vector<Assignment>& command_line = {}) {
    const std::string text = "job = test\n[shape]\n" + lines;
    chosen.choose(combined(read_assignments(text, "test.ini"), command_line));
    chosen.describe(schema);
    schema.read(text, "test.ini", command_line);
  }
};

std::string refusal(const std::string& lines, const std::vector<Assignment>& command_line = {}) {
  try {
    const ShapeDeck deck(lines, command_line);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::bad_input);
    return failure.what();
  }
  return "";
}

TEST(Choice, BindsTheKeysOfWhatIsNamed) {
  const ShapeDeck ball("name = ball\nradius = 2\n");
  EXPECT_EQ(dynamic_cast<const Ball&>(*ball.chosen).radius, 2.0);
  EXPECT_EQ(ball.chosen.name(), "ball");
  const ShapeDeck rod("name = rod\nlength = 7\n");
  EXPECT_EQ(dynamic_cast<const Rod&>(*rod.chosen).length, 7);
  EXPECT_EQ(dynamic_cast<const Rod&>(*rod.chosen).width, 1.0);
  SelectionOf<Ball> own{shapes()};
  own.choose(read_assignments("job = test\n[shape]\nname = ball\n", "deck"));
  EXPECT_EQ(own->radius, 0.5);
  own.choose(read_assignments("job = test\n[shape]\nname = rod\n", "deck"));
  EXPECT_THROW((void)own->radius, Failure);
}

TEST(Choice, TakesTheCommandLinesWord) {
  const Assignment name{"shape.name", "rod", "", 0};
  const Assignment length{"shape.length", "3", "", 0};
  const ShapeDeck deck("name = ball\n", {name, length});
  EXPECT_EQ(dynamic_cast<const Rod&>(*deck.chosen).length, 3);
}

TEST(Choice, TakesBackWhatTheCommandLinesChoiceDoesNotHave) {
  const Assignment point{"shape.name", "point", "", 0};
  const Assignment no_radius{"shape.radius", "", "", 0};
  const ShapeDeck deck("name = ball\nradius = 2\n", {point, no_radius});
  EXPECT_EQ(deck.chosen.name(), "point");
  EXPECT_EQ(refusal("name = ball\n", {{"shape.width", "", "", 0}}),
            "command line: --shape.width=: does nothing with shape.name = ball, only with rod");
  EXPECT_EQ(refusal("name = ball\n", {{"shape.radus", "", "", 0}}),
            "command line: --shape.radus=: the shape ball has no such key; the nearest that it has is shape.radius");
}

TEST(Choice, RefusesWhatThereIsNot) {
  EXPECT_EQ(refusal("name = bal\n"),
            "test.ini:3: shape.name = bal: there is no such shape; the nearest is ball; there are ball, rod, point");
  EXPECT_EQ(refusal("name = ball\nwidth = 2\n"),
            "test.ini:4: shape.width = 2: does nothing with shape.name = ball, only with rod");
  EXPECT_EQ(refusal("width = 2\nname = point\n"),
            "test.ini:3: shape.width = 2: does nothing with shape.name = point, only with rod");
  EXPECT_EQ(refusal("name = ball\nradiu = 2\n"),
            "test.ini:4: shape.radiu = 2: the shape ball has no such key; the nearest that it has is shape.radius");
  EXPECT_EQ(refusal("name = ball\nradius = 0\n"),
            "test.ini:4: shape.radius = 0: must be greater than 0 (how far it reaches)");
  EXPECT_NE(refusal("name = rod\n").find("shape.length is missing"), std::string::npos);
  EXPECT_NE(refusal("").find("shape.name is missing"), std::string::npos);
  EXPECT_EQ(refusal("radius = 2\n"),
            "test.ini:3: shape.radius = 2: shape.name is missing (which shape), on which the keys of [shape] depend");
  EXPECT_EQ(refusal("name = ball\n", {{"shape.length", "2", "", 0}}),
            "command line: --shape.length=2: does nothing with shape.name = ball, only with rod");
}

TEST(Choice, AsksForTheNameWhereKeysAreNotOfTheUsual) {
  const Choice choice("shape", "", "which shape", {{"point", "", make_chosen<Point>}, {"ball", "", make_chosen<Ball>}},
                      "point");
  EXPECT_NE(choice.choose(read_assignments("job = test\n", "deck")), nullptr);
  try {
    static_cast<void>(choice.choose(read_assignments("job = test\n[shape]\nradius = 1\n", "deck")));
    FAIL() << "taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(std::string(failure.what()),
              "deck:3: shape.radius = 1: shape.name is missing (which shape), on which the keys of [shape] depend");
  }
}

TEST(Choice, RefusesAnotherChoiceThanTheCheckpoints) {
  const ShapeDeck deck("name = ball\n");
  const std::string same = "job = test\n[shape]\nname = ball\nradius = 3\n";
  deck.chosen.require_same(deck.schema, same);
  try {
    deck.chosen.require_same(deck.schema, "job = test\n[shape]\nname = rod\nlength = 3\n");
    FAIL() << "taken";
  } catch (const Failure& failure) {
    EXPECT_EQ(std::string(failure.what()),
              "test.ini:3: shape.name = ball: the checkpoint was written with rod, and a restart must not change it");
  }
}

TEST(Choice, TellsWhatThereIs) {
  EXPECT_EQ(shapes().names(), (std::vector<std::string>{"ball", "rod", "point"}));
  const std::string reference = shapes().reference();
  for (const char* part : {"### [shape] name = ball\n\nRound.\n\n| key |", "| `length` | whole number | required |",
                           "### [shape] name = point\n\nNo keys of its own.\n"}) {
    EXPECT_NE(reference.find(part), std::string::npos) << reference;
  }
  EXPECT_EQ(shapes().help(),
            "\n# The keys that [shape] has with each name:\n"
            "#\n# name = ball\n# Round.\n#   radius = 0.5  # how far it reaches\n"
            "#\n# name = rod\n#   length =   # from end to end\n#   width = 1  # from side to side\n"
            "#\n# name = point\n");
}

}  // namespace
}  // namespace starling
