// Numbers that models declare: one key for all that read it, defaults, and refusals of what the chosen model does not read.
#include "engine/deck/parameters.hpp"

#include <gtest/gtest.h>

#include <variant>

#include "engine/failure.hpp"

namespace starling {
namespace {

struct Passive {
  static constexpr const char* name = "passive";
  struct Parameters {
    double diffusion = required;
  };
  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("diffusion", p.diffusion, "how fast it spreads", Limits::not_negative(), Notation{.symbol = "D"});
  }
};

struct Active {
  static constexpr const char* name = "active";
  struct Parameters {
    double speed = required;
    double diffusion = 0.25;
    std::optional<double> depth;
  };
  template <class Visitor>
  static void describe(Parameters& p, const Visitor& visitor) {
    visitor("speed", p.speed, "how fast it swims", Limits{.above = 0.0, .at_most = 5.0});
    visitor("diffusion", p.diffusion, "other words", Limits::positive());
    visitor("depth", p.depth, "how deep it dives", Limits::any(), Notation{.unit = "length", .unset_means = "speed"});
  }
};

struct Still {
  static constexpr const char* name = "still";
  struct Parameters {};
};

using Models = std::variant<Passive, Active, Still>;

struct MotionDeck {
  GivenNumbers numbers;
  Schema schema{"test", ""};
  DeclaredNumbers declared = DeclaredNumbers::of<Models>();

  MotionDeck() {
    schema.section("motion", "");
    declared.describe(schema, numbers, {"passive", "active", "still"});
  }

  /// The sentence that refuses the deck's text for a model; empty if it is taken.
  template <class Model>
  std::string refusal(const std::string& text) {
    schema.read("job = test\n[motion]\n" + text, "test.ini");
    NumberUses uses("motion", numbers);
    uses.note<Model>(declared, std::string("model = ") + Model::name);
    try {
      uses.check(schema);
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "";
  }
};

TEST(DeclaredNumbers, AreOneKeyForAllThatReadThem) {
  const MotionDeck deck;
  const auto& list = deck.declared.list();
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].name, "diffusion");
  EXPECT_EQ(list[0].meaning, "how fast it spreads");
  EXPECT_EQ(list[0].readers, (std::vector<std::string>{"passive", "active"}));
  EXPECT_EQ(list[0].range.text(), "at least 0") << "the wider of the two";
  EXPECT_EQ(list[1].range.text(), "greater than 0 and at most 5");
  const std::string table = deck.schema.table("motion");
  for (const char* words : {"how fast it spreads (passive, active)", "how deep it dives (active)", "length", "(D)"}) {
    EXPECT_NE(table.find(words), std::string::npos) << words << " is missing in\n" << table;
  }
  EXPECT_EQ(table.find("other words"), std::string::npos);
}

TEST(DeclaredNumbers, AreReadOrLeftAtTheirDefaults) {
  const GivenNumbers numbers{{"speed", 2.0}, {"depth", std::nullopt}};
  const auto active = read_parameters<Active>(numbers);
  EXPECT_EQ(active.speed, 2.0);
  EXPECT_EQ(active.diffusion, 0.25);
  EXPECT_FALSE(active.depth.has_value());
  EXPECT_EQ(read_parameters<Active>({{"depth", 3.0}}).depth, 3.0);
  EXPECT_TRUE(std::isnan(read_parameters<Passive>(numbers).diffusion)) << "required and missing";
}

TEST(NumberUses, RefuseWhatIsMissingIdleOrOutOfTheModelsLimits) {
  EXPECT_EQ(MotionDeck().refusal<Active>("speed = 1\n"), "");
  EXPECT_EQ(MotionDeck().refusal<Passive>("diffusion = 0\n"), "");
  EXPECT_EQ(MotionDeck().refusal<Still>(""), "");
  const auto says = [](const std::string& sentence, const std::string& words) {
    EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
  };
  says(MotionDeck().refusal<Active>("diffusion = 1\n"), "motion.speed (unset): is missing: model = active needs it");
  says(MotionDeck().refusal<Passive>("diffusion = 1\nspeed = 1\n"), "does nothing with model = passive");
  says(MotionDeck().refusal<Still>("depth = 1\n"), "does nothing with model = still");
  says(MotionDeck().refusal<Active>("speed = 1\ndiffusion = 0\n"), "must be greater than 0 for model = active");
}

TEST(NumberUses, NameEveryChoiceThatCouldHaveReadANumber) {
  MotionDeck deck;
  deck.schema.read("job = test\n[motion]\nspeed = 1\n", "test.ini");
  NumberUses uses("motion", deck.numbers);
  uses.note<Still>(deck.declared, "first = still");
  uses.note<Still>(deck.declared, "second = still");
  try {
    uses.check(deck.schema);
    FAIL() << "nobody reads the speed";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("first = still and second = still"), std::string::npos);
  }
}

}  // namespace
}  // namespace starling
