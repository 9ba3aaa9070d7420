// Suggestions for mistyped names.
#include "engine/deck/nearest_name.hpp"

#include <gtest/gtest.h>

namespace starling {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3u);
  EXPECT_EQ(edit_distance("setps", "steps"), 1u);  // a swap of neighbours is one edit
  EXPECT_EQ(edit_distance("abcd", "badc"), 2u);
}

TEST(NearestName, FindsTheTypo) {
  const std::vector<std::string> known = {"run.steps", "run.seed", "system.particles", "system.box",
                                          "output.directory"};
  EXPECT_EQ(nearest_name("run.stpes", known), "run.steps");
  EXPECT_EQ(nearest_name("sytem.box", known), "system.box");
  EXPECT_EQ(nearest_name("output.dir", known), "output.directory");
}

TEST(NearestName, ForgivesAWrongOrMissingSection) {
  const std::vector<std::string> known = {"run.steps", "system.box", "neighbours.skin"};
  EXPECT_EQ(nearest_name("steps", known), "run.steps");
  EXPECT_EQ(nearest_name("system.skin", known), "neighbours.skin");
}

TEST(NearestName, CopesWithExtremes) {
  EXPECT_EQ(nearest_name("anything", {}), "");
  EXPECT_EQ(nearest_name("", {"run.steps"}), "run.steps");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), {"run.steps"}), "run.steps");
}

TEST(EitherOf, ReadsAsASentence) {
  EXPECT_EQ(either_of({}), "");
  EXPECT_EQ(either_of({"a"}), "a");
  EXPECT_EQ(either_of({"a", "b"}), "a or b");
  EXPECT_EQ(either_of({"a", "b", "c"}), "a, b or c");
}

}  // namespace
}  // namespace starling
