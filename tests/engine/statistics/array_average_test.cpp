// Arrays of averages: entries with samples of their own, and the same state after saving.
#include "engine/statistics/array_average.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "engine/failure.hpp"

namespace starling {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

TEST(ArrayAverage, LeavesOutWhatHasNoValue) {
  ArrayAverage average(2);
  average.push(std::vector<double>{1.0, none});
  average.push(std::vector<double>{3.0, 5.0});
  EXPECT_EQ(average.entry(0).mean(), 2.0);
  EXPECT_EQ(average.entry(0).samples(), 2);
  EXPECT_EQ(average.entry(1).mean(), 5.0);
  EXPECT_EQ(average.entry(1).samples(), 1);
}

TEST(ArrayAverage, RefusesASampleOfAnotherLength) {
  ArrayAverage average(2);
  EXPECT_THROW(average.push(std::vector<double>{1.0}), Failure);
}

TEST(ArrayAverage, GoesOnFromItsState) {
  ArrayAverage average(3);
  for (int k = 0; k < 37; ++k) average.push(std::vector<double>{1.0 / (k + 1.0), k % 3 == 0 ? none : k * 0.1, none});
  ArrayAverage again = ArrayAverage::load(nlohmann::json::parse(average.save().dump()));
  ASSERT_EQ(again.size(), 3U);
  for (ArrayAverage* each : {&average, &again}) each->push(std::vector<double>{0.1, 0.2, none});
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(average.entry(k).mean(), again.entry(k).mean());
    EXPECT_EQ(average.entry(k).standard_error(), again.entry(k).standard_error());
    EXPECT_EQ(average.entry(k).samples(), again.entry(k).samples());
  }
  EXPECT_THROW(static_cast<void>(ArrayAverage::load(nlohmann::json{{"entries", 3}})), Failure);
}

}  // namespace
}  // namespace starling
