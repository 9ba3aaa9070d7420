// Due dates against a plain list of them.
#include "engine/run/cadence.hpp"

#include <gtest/gtest.h>

#include <set>

namespace starling {
namespace {

TEST(Cadence, AgreesWithAListOfItsDates) {
  for (const Cadence cadence : {Cadence{1, 0}, Cadence{3, 0}, Cadence{3, 1}, Cadence{5, 5}, Cadence{4, 9}}) {
    std::set<std::int64_t> dates;
    for (std::int64_t date = cadence.first; date < 60; date += cadence.every) dates.insert(date);
    for (std::int64_t done = 0; done < 50; ++done) {
      EXPECT_EQ(cadence.is_due(done), dates.contains(done)) << cadence.every << ' ' << cadence.first << ' ' << done;
      EXPECT_EQ(cadence.next(done), *dates.upper_bound(done)) << cadence.every << ' ' << cadence.first << ' ' << done;
    }
  }
}

TEST(Cadence, OfZeroIsNever) {
  EXPECT_FALSE(Cadence{}.is_due(0));
  EXPECT_EQ(Cadence{}.next(7), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace starling
