// Layouts of parameters, their start, and their shares among ranks.
#include "engine/learning/parameters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/failure.hpp"
#include "kernels/random/key.hpp"
#include "kernels/random/normal.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/learning/bits.hpp"
#include "tests/support/not_finite.hpp"

namespace starling::learning {
namespace {

using testing_support::fingerprint;
using testing_support::nan;
using testing_support::sentence_of;

const std::vector<ParameterBlock> small_blocks = {{"weights", 3, 4, 0.5}, {"biases", 1, 4, 0.0}, {"out", 4, 2, 2.0}};

TEST(Parameters, LieOneAfterTheOther) {
  const ParameterLayout layout(small_blocks);
  EXPECT_EQ(layout.size(), 24);
  EXPECT_EQ(layout.offset(0), 0);
  EXPECT_EQ(layout.offset(1), 12);
  EXPECT_EQ(layout.offset("biases"), 12);
  EXPECT_EQ(layout.offset("out"), 16);
  ParameterLayout grown;
  EXPECT_EQ(grown.size(), 0);
  EXPECT_EQ(grown.add(small_blocks[0]), 0);
  EXPECT_EQ(grown.add(small_blocks[1]), 12);
  EXPECT_FALSE(grown == layout);
  EXPECT_EQ(grown.add(small_blocks[2]), 16);
  EXPECT_TRUE(grown == layout);
  EXPECT_NE(sentence_of([&] { (void)layout.offset("none"); }).find("no parameters 'none'"), std::string::npos);
}

TEST(Parameters, ImproperBlocksAreRefused) {
  const std::vector<ParameterBlock> improper = {{"", 1, 1, 0.0},   {".", 1, 1, 0.0}, {"a/b", 1, 1, 0.0},
                                                {"a", 0, 1, 0.0},  {"a", 1, 0, 0.0}, {"a", 1, -1, 0.0},
                                                {"a", 1, 1, -1.0}, {"a", 1, 1, nan}, {"a", 1 << 20, 1 << 20, 1.0}};
  for (const ParameterBlock& block : improper) {
    ParameterLayout layout;
    EXPECT_THROW(layout.add(block), Failure) << block.name << " " << block.rows << " x " << block.columns;
  }
  ParameterLayout layout(small_blocks);
  EXPECT_NE(sentence_of([&] { layout.add(small_blocks[1]); }).find("two blocks of parameters 'biases'"),
            std::string::npos);
  EXPECT_EQ(layout.size(), 24);
}

TEST(Parameters, StartAsNormalsOfTheirPlaces) {
  const ParameterLayout layout(small_blocks);
  const random::Key key = random::make_key(7);
  const auto start = initial_parameters(layout, key);
  ASSERT_EQ(start.size(), 24U);
  for (std::uint32_t i = 0; i < 24; ++i) {
    const double spread = i < 12 ? 0.5 : i < 16 ? 0.0 : 2.0;
    EXPECT_EQ(start[i], spread * random::normal(i, key, 0, random::Purpose::parameter_start, 0)) << i;
  }
  EXPECT_EQ(start, initial_parameters(layout, key));
  EXPECT_NE(start[0], initial_parameters(layout, key, 1)[0]);
  EXPECT_NE(start[0], initial_parameters(layout, random::make_key(8))[0]);
  EXPECT_EQ(fingerprint(start), 0x3f614dd4d1e8c320u);  // the same under every compiler
}

TEST(Parameters, StartWithTheirSpread) {
  const auto start = initial_parameters(ParameterLayout({{"w", 200, 500, 0.25}}), random::make_key(3));
  double mean = 0.0;
  double square = 0.0;
  for (const double w : start) {
    mean += w / 1e5;
    square += w * w / 1e5;
  }
  // Five standard errors of 10^5 normals.
  EXPECT_NEAR(mean, 0.0, 5.0 * 0.25 / std::sqrt(1e5));
  EXPECT_NEAR(square, 0.0625, 5.0 * 0.0625 * std::sqrt(2.0 / 1e5));
}

}  // namespace
}  // namespace starling::learning
