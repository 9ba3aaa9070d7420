// Moving averages of parameters and early stopping, and both through restarts.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/failure.hpp"
#include "engine/learning/early_stopping.hpp"
#include "engine/learning/moving_average.hpp"
#include "tests/engine/io/folder.hpp"
#include "tests/engine/learning/bits.hpp"

namespace starling::learning {
namespace {

using testing_support::fingerprint;
using testing_support::sentence_of;

using Numbers = std::vector<double>;

TEST(MovingAverage, WeighsPastUpdatesByPowersOfTheDecay) {
  MovingAverage average(0.75, 2);
  average.add(Numbers{4.0, 1.0});
  EXPECT_EQ(average.values(), (Numbers{4.0, 1.0}));
  average.add(Numbers{8.0, 1.0});
  average.add(Numbers{-3.0, 1.0});
  // Weights 9/16, 3/4 and 1, normalised.
  EXPECT_NEAR(average.values()[0], (4.0 * 9.0 + 8.0 * 12.0 - 3.0 * 16.0) / 37.0, 1e-15);
  EXPECT_EQ(average.values()[1], 1.0);
}

TEST(MovingAverage, OfWhatStaysIsThatBitForBit) {
  MovingAverage average(0.999, 3);
  const Numbers parameters = {0.1, -1.0 / 3.0, 1e-300};
  for (int t = 0; t < 1000; ++t) average.add(parameters);
  EXPECT_EQ(average.values(), parameters);
}

TEST(MovingAverage, WithoutDecayIsTheLast) {
  MovingAverage average(0.0, 1);
  average.add(Numbers{5.0});
  average.add(Numbers{0.25});
  EXPECT_EQ(average.values(), Numbers{0.25});
}

TEST(MovingAverage, HasItsBitsUnderEveryCompilerAndThroughRestarts) {
  MovingAverage average(0.9, 17);
  Numbers parameters(17, 1.0);
  for (int t = 0; t < 50; ++t) {
    for (std::size_t i = 0; i < parameters.size(); ++i)
      parameters[i] += 0.1 / (static_cast<double>(t) + 1.3 * static_cast<double>(i) + 1.0);
    average.add(parameters);
    if (t % 9 == 4) average = {0.9, nlohmann::json::parse(average.counts().dump()), Numbers(average.values())};
  }
  EXPECT_EQ(fingerprint(average.values()), 0x10ea56796128eeecu);
}

TEST(MovingAverage, RefusesWhatDoesNotFit) {
  MovingAverage average(0.9, 2);
  EXPECT_THROW(average.add(Numbers(3)), Failure);
  EXPECT_NE(sentence_of([&] { (void)MovingAverage(0.9, nlohmann::json::object(), {}); }).find("not what was saved"),
            std::string::npos);
}

TEST(EarlyStopping, KeepsTheBestAndStopsWhenPatienceEnds) {
  EarlyStopping stopping(2, {0.0});
  EXPECT_EQ(stopping.parameters(), Numbers{0.0});
  EXPECT_EQ(stopping.update(), -1);
  EXPECT_TRUE(stopping.evaluate(10, 3.0, Numbers{1.0}));
  EXPECT_TRUE(stopping.evaluate(20, 2.0, Numbers{2.0}));
  EXPECT_FALSE(stopping.evaluate(30, 2.0, Numbers{3.0}));  // no better than the first
  EXPECT_FALSE(stopping.should_stop());
  EXPECT_TRUE(stopping.evaluate(40, -1.0, Numbers{4.0}));
  EXPECT_FALSE(stopping.evaluate(50, std::numeric_limits<double>::quiet_NaN(), Numbers{5.0}));
  EXPECT_FALSE(stopping.evaluate(60, -std::numeric_limits<double>::infinity(), Numbers{6.0}));
  EXPECT_TRUE(stopping.should_stop());
  EXPECT_EQ(stopping.parameters(), Numbers{4.0});
  EXPECT_EQ(stopping.loss(), -1.0);
  EXPECT_EQ(stopping.update(), 40);
  EXPECT_EQ(stopping.fruitless(), 2);
}

TEST(EarlyStopping, WithoutPatienceNeverStops) {
  EarlyStopping stopping(0, {0.0});
  stopping.evaluate(1, 1.0, Numbers{1.0});
  for (int u = 2; u < 100; ++u) stopping.evaluate(u, 2.0, Numbers{2.0});
  EXPECT_FALSE(stopping.should_stop());
  EXPECT_EQ(stopping.parameters(), Numbers{1.0});
}

TEST(EarlyStopping, GoesOnAfterARestart) {
  EarlyStopping stopping(3, {0.5});
  const auto restart = [&] {
    stopping = EarlyStopping(3, nlohmann::json::parse(stopping.counts().dump()), Numbers(stopping.parameters()));
  };
  restart();
  EXPECT_EQ(stopping.loss(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(stopping.update(), -1);
  EXPECT_TRUE(stopping.evaluate(1, 0.1, Numbers{1.0}));
  EXPECT_FALSE(stopping.evaluate(2, 0.2, Numbers{2.0}));
  restart();
  EXPECT_EQ(stopping.loss(), 0.1);
  EXPECT_EQ(stopping.update(), 1);
  EXPECT_EQ(stopping.fruitless(), 1);
  EXPECT_EQ(stopping.parameters(), Numbers{1.0});
  EXPECT_THROW(stopping.evaluate(3, 0.0, Numbers(2)), Failure);
  EXPECT_NE(sentence_of([&] {
              (void)EarlyStopping(3, {{"loss", "x"}}, {});
            }).find("not what was saved"),
            std::string::npos);
}

}  // namespace
}  // namespace starling::learning
