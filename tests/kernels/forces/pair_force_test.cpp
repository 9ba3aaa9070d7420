// Pair and external forces: minus the slope of their energies, with the derivatives they claim.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "kernels/forces/external/registry.hpp"
#include "kernels/forces/registry.hpp"
#include "tests/kernels/forces/softplus_numbers.hpp"

namespace starling {
namespace {

using testing_support::softplus_parameters;

/// Energy of the softplus force at r by Simpson's rule up to where nothing is left.
long double softplus_energy(long double r, const Softplus::Parameters& p) {
  const auto force = [&](long double s) {
    return p.strength / p.steepness * std::log1p(std::exp(p.steepness * (p.diameter - s)));
  };
  constexpr int intervals = 8000;
  const long double last = std::max<long double>(r, p.diameter) + 50.0L / p.steepness;
  const long double h = (last - r) / intervals;
  long double sum = force(r) + force(last);
  for (int k = 1; k < intervals; ++k) sum += (k % 2 == 1 ? 4.0L : 2.0L) * force(r + k * h);
  return sum * h / 3.0L;
}

/// Derivative by Richardson's extrapolation of central differences.
long double slope(const std::function<long double(long double)>& function, long double x, long double h) {
  const long double coarse = (function(x + h) - function(x - h)) / (2.0L * h);
  const long double fine = (function(x + 0.5L * h) - function(x - 0.5L * h)) / h;
  return (4.0L * fine - coarse) / 3.0L;
}

template <class Force>
void expect_slope(const Force& force, double first, double last,
                  const std::function<long double(long double)>& energy) {
  for (int k = 0; k <= 60; ++k) {
    const double r = first + (last - first) * k / 60.0;
    const double exact = -static_cast<double>(slope(energy, r, 1e-3L * first));
    const double computed = force.force_over_distance(r * r) * r;
    const double scale = std::abs(exact) + 1e-4 * softplus_parameters.strength;
    ASSERT_NEAR(computed, exact, 2e-8 * scale) << Force::name << " at r = " << r;
    const long double end = std::isfinite(force.cutoff) ? energy(force.cutoff) : 0.0L;
    const auto left = static_cast<double>(energy(r) - end);
    ASSERT_NEAR(force.energy(r * r), left, 1e-12 * (std::abs(left) + softplus_parameters.strength))
        << Force::name << " at r = " << r;
    const auto signed_force = [&](long double s) {
      const auto at = static_cast<double>(s);
      return static_cast<long double>(force.force_over_distance(at * at) * at);
    };
    const PairTerms terms = force.terms(r * r);
    ASSERT_EQ(terms.force_over_distance, force.force_over_distance(r * r));
    const auto derivative = static_cast<double>(slope(signed_force, r, 2e-3L * r));
    ASSERT_NEAR(terms.derivative, derivative, 1e-6 * (std::abs(derivative) + 1e-3)) << Force::name << " at r = " << r;
  }
}

TEST(PairForce, SoftplusIsMinusTheSlopeOfItsEnergy) {
  expect_slope(Softplus::from(softplus_parameters), 0.05, 3.4,
               [](long double r) { return softplus_energy(r, softplus_parameters); });
}

TEST(PairForce, WcaIsMinusTheSlopeOfItsEnergy) {
  expect_slope(Wca::from(softplus_parameters), 1.3, 2.24, [](long double r) {
    const long double s6 = std::pow(softplus_parameters.diameter / r, 6.0L);
    return 4.0L * softplus_parameters.strength * (s6 * s6 - s6);
  });
}

TEST(PairForce, WcaEndsWhereItsForceVanishes) {
  const Wca wca = Wca::from(softplus_parameters);
  EXPECT_NEAR(wca.cutoff, softplus_parameters.diameter * std::pow(2.0, 1.0 / 6.0), 1e-15 * wca.cutoff);
  EXPECT_NEAR(wca.force_over_distance(wca.cutoff * wca.cutoff), 0.0, 1e-13);
  EXPECT_NEAR(wca.energy(wca.cutoff * wca.cutoff), 0.0, 1e-28);
}

TEST(PairForce, HarmonicIsMinusTheSlopeOfItsEnergy) {
  const Harmonic harmonic = Harmonic::from(softplus_parameters);
  EXPECT_EQ(harmonic.cutoff, softplus_parameters.diameter);
  expect_slope(harmonic, 0.05, 1.99, [](long double r) {
    return 0.5L * softplus_parameters.strength * (softplus_parameters.diameter - r) *
           (softplus_parameters.diameter - r);
  });
}

TEST(PairForce, SpringIsMinusTheSlopeOfItsEnergy) {
  expect_slope(Spring::from(softplus_parameters), 0.05, 30.0,
               [](long double r) { return 0.5L * softplus_parameters.strength * r * r; });
}

TEST(PairForce, SoftplusInSinglePrecisionIsSoftplus) {
  const Softplus exact = Softplus::from(softplus_parameters);
  const SoftplusSingle single = SoftplusSingle::from(softplus_parameters);
  for (int k = 1; k <= 35000; ++k) {
    const auto r2 = static_cast<float>(1e-8 * k * k);
    const double law = exact.force_over_distance(static_cast<double>(r2));
    ASSERT_NEAR(single.force_over_distance(r2), law, 4e-6 * law) << "r^2 = " << r2;
  }
  EXPECT_EQ(single.terms(2.0).derivative, exact.terms(2.0).derivative);
  EXPECT_EQ(single.energy(2.0), exact.energy(2.0));
}

TEST(ExternalForce, RingPairIsMinusTheSlopeOfItsEnergy) {
  const RingPair<1>::Parameters p{{.box = {{16.0}}, .strength = 2.5, .diameter = 2.0}, 7.5};
  const Softplus::Parameters softplus{{2.5, 2.0}, 7.5, 3.5};
  const auto ring = RingPair<1>::from(p);
  const auto energy = [&](long double x) {
    return softplus_energy(x, softplus) + softplus_energy(16.0L - x, softplus);
  };
  for (int k = 1; k < 80; ++k) {
    const double x = 0.2 * k;
    const auto terms = ring.terms(&x, nullptr);
    ASSERT_NEAR(terms.force[0], -static_cast<double>(slope(energy, x, 1e-3L)), 1e-7) << "x = " << x;
    const auto force = [&](long double s) {
      const auto at = static_cast<double>(s);
      return static_cast<long double>(ring.terms(&at, nullptr).force[0]);
    };
    ASSERT_NEAR(terms.divergence(), static_cast<double>(slope(force, x, 1e-3L)), 1e-7) << "x = " << x;
    ASSERT_NEAR(ring.energy(&x, nullptr), static_cast<double>(energy(x)), 1e-12) << "x = " << x;
  }
}

TEST(ExternalForce, TrapPullsTowardsTheMiddleInUnwrappedCoordinates) {
  const HarmonicTrap<3>::Parameters p{{.box = {{4.0, 6.0, 8.0}}}, 0.3};
  const auto trap = HarmonicTrap<3>::from(p);
  const double wrapped[3] = {1.0, 1.0, 1.0};
  const double unwrapped[3] = {9.0, -5.0, 4.0};
  const auto terms = trap.terms(wrapped, unwrapped);
  EXPECT_DOUBLE_EQ(terms.force[0], -0.3 * 7.0);
  EXPECT_DOUBLE_EQ(terms.force[1], 0.3 * 8.0);
  EXPECT_DOUBLE_EQ(terms.force[2], 0.0);
  EXPECT_DOUBLE_EQ(terms.divergence(), -0.9);
  EXPECT_DOUBLE_EQ(trap.energy(wrapped, unwrapped), 0.15 * (49.0 + 64.0));
}

TEST(ExternalForce, WallsPushBackInAndEndARunBehindTheirMargin) {
  const Walls<2>::Parameters p{{.box = {{4.0, 20.0}}, .pair_range = 2.0, .wall_axis = 1}, 30.0, 1.5};
  const auto walls = Walls<2>::from(p);
  // They stand at 2.5 and 17.5 across y.
  const auto at = [&](double y) {
    const double place[2] = {1.0, y};
    return walls.terms(place, place);
  };
  const auto energy = [&](long double y) {
    const double place[2] = {1.0, static_cast<double>(y)};
    return static_cast<long double>(walls.energy(place, place));
  };
  for (const double y : {1.1, 2.3, 2.6, 10.0, 17.4, 17.9, 18.8}) {
    const double place[2] = {1.0, y};
    const double depth = std::max({0.0, 2.5 - y, y - 17.5});
    EXPECT_EQ(at(y).force[0], 0.0);
    EXPECT_NEAR(at(y).force[1], 30.0 * (y < 10.0 ? depth : -depth), 1e-13);
    EXPECT_NEAR(at(y).force[1], -static_cast<double>(slope(energy, y, 1e-2L)), 1e-10);
    EXPECT_EQ(at(y).divergence(), depth > 0.0 ? -30.0 : 0.0);
    EXPECT_NEAR(walls.load(place), 30.0 * depth, 1e-13);
  }
  for (const double y : {0.9, -0.3, -19.0, 19.1, 20.5, 39.0}) EXPECT_TRUE(std::isnan(at(y).force[1])) << y;
  EXPECT_TRUE(std::isfinite(at(1.1).force[1]) && std::isfinite(at(18.9).force[1]));
  const auto in_the_middle = [&](double y) {
    const double place[2] = {1.0, y};
    return walls.in_the_middle(place);
  };
  EXPECT_TRUE(in_the_middle(6.3) && in_the_middle(13.7));
  EXPECT_FALSE(in_the_middle(6.2) || in_the_middle(13.8));
}

}  // namespace
}  // namespace starling
