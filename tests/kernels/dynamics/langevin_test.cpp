// The laws of BAOAB on a harmonic oscillator, which are exact at every time step, and their right velocity.
#include "kernels/dynamics/langevin.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/random/key.hpp"
#include "kernels/random/purpose.hpp"
#include "kernels/random/step_normals.hpp"

namespace starling {
namespace {

/// Batch means of the squares of position and velocities of an oscillator with k = m = kT = 1.
struct Moments {
  double mean[3];
  double error[3];
};

Moments oscillator(double step, double friction) {
  LangevinBaoab dynamics{};
  dynamics.half_step = 0.5 * step;
  dynamics.decay = std::exp(-friction * step);
  dynamics.half_kick[1] = 0.5 * step;
  dynamics.noise[1] = std::sqrt(1.0 - dynamics.decay * dynamics.decay);
  constexpr int batches = 100;
  constexpr int batch = 10000;
  const random::Key key = random::make_key(7);
  double x[3] = {0.5, -0.2, 1.0};
  double carried[4] = {0.3, 1.0, -0.4, 1.0};
  double sums[3] = {};
  double squares[3] = {};
  std::uint64_t time = 0;
  for (int b = 0; b < batches; ++b) {
    double mean[3] = {};
    for (int k = 0; k < batch; ++k, ++time) {
      double force[3];
      double normal[3];
      double moved[3];
      double next[4];
      for (int d = 0; d < 3; ++d) {
        force[d] = -x[d];
        normal[d] = random::step_normal(1, key, time, random::Purpose::dynamics, d);
        const double velocity = dynamics.kick(1, carried[d], force[d]);
        mean[0] += x[d] * x[d] / (3.0 * batch);
        mean[1] += velocity * velocity / (3.0 * batch);
        mean[2] += carried[d] * carried[d] / (3.0 * batch);
      }
      dynamics.step(carried, force, normal, moved, next);
      for (int d = 0; d < 3; ++d) x[d] += moved[d];
      for (int d = 0; d < 4; ++d) carried[d] = next[d];
    }
    for (int k = 0; k < 3; ++k) {
      sums[k] += mean[k];
      squares[k] += mean[k] * mean[k];
    }
  }
  Moments out{};
  for (int k = 0; k < 3; ++k) {
    out.mean[k] = sums[k] / batches;
    out.error[k] = std::sqrt((squares[k] / batches - out.mean[k] * out.mean[k]) / (batches - 1));
  }
  return out;
}

TEST(LangevinBaoab, HasTheExactLawsOfAnOscillator) {
  for (const double step : {0.3, 1.0}) {
    const Moments found = oscillator(step, 1.0);
    // Positions are those of the law; velocities at full steps are colder by (step/2)^2, those before the last half kick
    // by none of it.
    EXPECT_NEAR(found.mean[0], 1.0, 4.0 * found.error[0]) << step;
    EXPECT_NEAR(found.mean[1], 1.0 - 0.25 * step * step, 4.0 * found.error[1]) << step;
    EXPECT_LT(found.error[1], 0.005);
    EXPECT_GT(std::abs(found.mean[2] - (1.0 - 0.25 * step * step)), 4.0 * found.error[2]) << step;
  }
}

}  // namespace
}  // namespace starling
