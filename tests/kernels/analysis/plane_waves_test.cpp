// Sums of plane waves against long double, and the same integers in any order of the particles.
#include "kernels/analysis/plane_waves.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace starling::analysis {
namespace {

template <int D>
std::vector<std::int64_t> sums_of(const std::vector<double>& position, const Box<D>& box,
                                  const std::vector<WaveVector>& waves, double scale) {
  const auto count = static_cast<std::int64_t>(position.size()) / packed_stride<D>;
  DeviceArray<double> at("position", position.size());
  DeviceArray<WaveVector> wave("waves", waves.size());
  const auto host_at = Kokkos::create_mirror_view(at);
  const auto host_wave = Kokkos::create_mirror_view(wave);
  std::copy(position.begin(), position.end(), host_at.data());
  std::copy(waves.begin(), waves.end(), host_wave.data());
  Kokkos::deep_copy(at, host_at);
  Kokkos::deep_copy(wave, host_wave);
  DeviceArray<std::int64_t> sums;
  sum_plane_waves<D>(at.data(), box, count, wave.data(), static_cast<std::int32_t>(waves.size()), longest_wave, scale,
                     sums);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  return {host.data(), host.data() + 2 * waves.size()};
}

template <int D>
void expect_sums(std::int64_t count) {
  const Box<3> edges{{7.3, 12.1, 5.7}};
  Box<D> box{};
  for (int d = 0; d < D; ++d) box.edge[d] = edges.edge[d];
  std::mt19937_64 generator(3);
  std::vector<double> position;
  for (std::int64_t i = 0; i < count; ++i) {
    for (int d = 0; d < packed_stride<D>; ++d) {
      position.push_back(d < D ? std::uniform_real_distribution<double>(0.0, box.edge[d])(generator) : 0.0);
    }
  }
  std::vector<WaveVector> waves{{{1, 0, 0}}, {{32, 0, 0}}};
  if (D > 1) waves.insert(waves.end(), {{{0, 1, 0}}, {{3, -5, 0}}, {{17, 32, 0}}});
  if (D > 2) waves.insert(waves.end(), {{{0, 0, 1}}, {{2, -3, -4}}, {{9, 8, -32}}});
  const double scale = 0x1p44;
  const std::vector<std::int64_t> found = sums_of<D>(position, box, waves, scale);
  for (std::size_t w = 0; w < waves.size(); ++w) {
    long double real = 0.0L;
    long double imaginary = 0.0L;
    for (std::int64_t i = 0; i < count; ++i) {
      long double phase = 0.0L;
      for (int d = 0; d < D; ++d) {
        phase += 2.0L * acosl(-1.0L) * waves[w].n[d] * position[i * packed_stride<D> + d] / box.edge[d];
      }
      real += cosl(phase);
      imaginary += sinl(phase);
    }
    // Powers by recurrence: a few ulp a step, and a rounding to 2^-44.
    const double tolerance = static_cast<double>(count) * 1e-13;
    EXPECT_NEAR(static_cast<double>(found[2 * w]) / scale, static_cast<double>(real), tolerance) << w;
    EXPECT_NEAR(static_cast<double>(found[2 * w + 1]) / scale, static_cast<double>(imaginary), tolerance) << w;
  }
  std::vector<double> reversed;
  for (std::int64_t i = count - 1; i >= 0; --i) {
    reversed.insert(reversed.end(), position.begin() + i * packed_stride<D>,
                    position.begin() + (i + 1) * packed_stride<D>);
  }
  EXPECT_EQ(sums_of<D>(reversed, box, waves, scale), found);
}

TEST(PlaneWaves, AreRightOnALine) { expect_sums<1>(333); }
TEST(PlaneWaves, AreRightInThePlane) { expect_sums<2>(1000); }
TEST(PlaneWaves, AreRightInSpace) { expect_sums<3>(77); }

}  // namespace
}  // namespace starling::analysis
