// Moments of samples that ranks share: by hand, and the same on any number of ranks.
#include "engine/comm/exact_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/io/rows.hpp"
#include "kernels/device_copy.hpp"

namespace starling {
namespace {

constexpr std::int64_t sample_count = 7;

double sample(std::int64_t i) { return static_cast<double>(i * i) - 3.5; }

/// Of this rank's even share.
SampleMoments shared_moments(const Communicator& world) {
  const RowBlock rows = rows_of(sample_count, world);
  std::vector<double> own;
  for (std::int64_t i = rows.first; i < rows.first + rows.count; ++i) own.push_back(sample(i));
  const DeviceArray<double> device = device_copy("samples", own);
  return exact_moments(world, {device.data()}, rows.count, sample_count).front();
}

TEST(ExactMoments, AreThoseByHandOnAnyRanks) {
  const SampleMoments found = shared_moments(Communicator(MPI_COMM_WORLD));
  // Squares of 0 to 6: mean 13, deviations -13 -12 -9 -4 3 12 23.
  EXPECT_DOUBLE_EQ(found.mean, 13.0 - 3.5);
  EXPECT_DOUBLE_EQ(found.variance, 1092.0 / 6.0);
  const double fourth = (28561.0 + 20736.0 + 6561.0 + 256.0 + 81.0 + 20736.0 + 279841.0) / 7.0;
  EXPECT_DOUBLE_EQ(found.variance_error, std::sqrt((fourth - 156.0 * 156.0) / 7.0));
  EXPECT_DOUBLE_EQ(found.mean_error(7), std::sqrt(1092.0 / 6.0 / 7.0));
  const SampleMoments alone = shared_moments(Communicator(MPI_COMM_SELF));
  EXPECT_EQ(found.mean, alone.mean);
  EXPECT_EQ(found.variance, alone.variance);
  EXPECT_EQ(found.variance_error, alone.variance_error);
}

TEST(ExactMoments, OfFewSamplesGiveNoErrorOfTheirVariance) {
  const Communicator self(MPI_COMM_SELF);
  const DeviceArray<double> device = device_copy("samples", std::vector<double>{1.0, 2.0, 4.0, 8.0});
  EXPECT_TRUE(std::isnan(exact_moments(self, {device.data()}, 3, 3).front().variance_error));
  EXPECT_TRUE(std::isfinite(exact_moments(self, {device.data()}, 3, 3).front().variance));
  EXPECT_GT(exact_moments(self, {device.data()}, 4, 4).front().variance_error, 0.0);
}

TEST(ExactMoments, OfWhatIsNotFiniteAreNone) {
  const Communicator world(MPI_COMM_WORLD);
  const DeviceArray<double> device = device_copy("samples", std::vector<double>{1.0, INFINITY});
  EXPECT_TRUE(std::isnan(exact_moments(world, {device.data()}, 2, 2 * world.size()).front().variance));
}

}  // namespace
}  // namespace starling
