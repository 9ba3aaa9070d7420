// The laws of a model against each other: what it draws, and the densities it says it draws from.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/kernels/state_space/model_cases.hpp"

namespace starling::testing {
namespace {

/// ln of the density at map(z) of map applied to normal numbers, for a map that is a lower triangle plus a shift.
template <int Size, class Map>
double log_density_of_draw(Map map, const double* z) {
  double origin[Size];
  double moved[Size];
  double unit[Size] = {};
  map(unit, origin);
  double result = 0.0;
  for (int i = 0; i < Size; ++i) {
    unit[i] = 1.0;
    map(unit, moved);
    unit[i] = 0.0;
    result -= 0.5 * (std::log(2.0 * std::acos(-1.0)) + z[i] * z[i]) + std::log(moved[i] - origin[i]);
    for (int j = 0; j < i; ++j) EXPECT_EQ(moved[j], origin[j]);
  }
  return result;
}

constexpr int trials = 200;

/// Draws of step(), observe() and propose() of a model whose noise is normal have the densities it states. Not `whole`:
/// some components of what observe() gives are absent.
template <class Model>
void expect_normal_laws(const Model& model, double spread, double tolerance, bool whole = true) {
  constexpr int d = Model::state_size;
  const int rows = [&] {
    if constexpr (requires { model.observed(); }) return model.observed();
    return Model::observation_size;
  }();
  for (int trial = 0; trial < trials; ++trial) {
    double x[d], z[d], next[d], error[Model::observation_size], y[Model::observation_size];
    for (int i = 0; i < d; ++i) {
      x[i] = arbitrary(1000 * trial + i, -spread, spread);
      z[i] = arbitrary(1000 * trial + 100 + i, -3.0, 3.0);
    }
    for (int i = 0; i < Model::observation_size; ++i) error[i] = arbitrary(1000 * trial + 200 + i, -3.0, 3.0);
    const auto step = [&](const double* normal, double* out) { model.step(trial, x, normal, nullptr, out); };
    step(z, next);
    const double log_m = log_density_of_draw<d>(step, z);
    EXPECT_NEAR(model.log_transition(trial, x, next), log_m, tolerance);
    EXPECT_LE(model.log_transition(trial, x, next), model.log_transition_bound(trial));

    double center[d];
    const double zeros[d] = {};
    step(zeros, center);
    EXPECT_NEAR(model.log_transition(trial, x, center), model.log_transition_bound(trial), tolerance);

    model.observe(trial, next, error, nullptr, y);
    if (whole && rows == Model::observation_size) {
      const auto observe = [&](const double* normal, double* out) { model.observe(trial, next, normal, nullptr, out); };
      EXPECT_NEAR(model.log_density(trial, next, y), log_density_of_draw<Model::observation_size>(observe, error),
                  tolerance);
    }
    if constexpr (requires { model.propose(trial, x, y, z, nullptr, next); }) {
      const auto propose = [&](const double* normal, double* out) { model.propose(trial, x, y, normal, nullptr, out); };
      double guided[d];
      propose(z, guided);
      const double weight = model.log_transition(trial, x, guided) + model.log_density(trial, guided, y) -
                            log_density_of_draw<d>(propose, z);
      EXPECT_NEAR(model.log_proposal_weight(trial, x, guided, y), weight, tolerance);
    }
  }
}

/// The normal numbers that a map, as above, takes to x.
template <int Size, class Map>
void normals_of(Map map, const double* x, double* z) {
  double origin[Size];
  double moved[Size];
  double rest[Size];
  double unit[Size] = {};
  map(unit, origin);
  for (int i = 0; i < Size; ++i) rest[i] = x[i] - origin[i];
  for (int i = 0; i < Size; ++i) {
    unit[i] = 1.0;
    map(unit, moved);
    unit[i] = 0.0;
    z[i] = rest[i] / (moved[i] - origin[i]);
    for (int j = i; j < Size; ++j) rest[j] -= z[i] * (moved[j] - origin[j]);
  }
}

/// Draws of start() and propose_start() of such a model have the densities that log_start_weight() implies.
template <class Model>
void expect_normal_start(const Model& model, double tolerance) {
  constexpr int d = Model::state_size;
  for (int trial = 0; trial < trials; ++trial) {
    double z[d], x[d], error[d], y[d], proposed[d];
    for (int i = 0; i < d; ++i) {
      z[i] = arbitrary(1000 * trial + 300 + i, -3.0, 3.0);
      error[i] = arbitrary(1000 * trial + 400 + i, -3.0, 3.0);
    }
    const auto start = [&](const double* normal, double* out) { model.start(normal, nullptr, out); };
    const auto propose = [&](const double* normal, double* out) { model.propose_start(y, normal, nullptr, out); };
    start(z, x);
    model.observe(0, x, error, nullptr, y);
    normals_of<d>(propose, x, proposed);
    const double weight =
        log_density_of_draw<d>(start, z) + model.log_density(0, x, y) - log_density_of_draw<d>(propose, proposed);
    EXPECT_NEAR(model.log_start_weight(x, y), weight, tolerance);
  }
}

TEST(ModelLaws, OfStartsGuidedByTheFirstObservationAreTheirDraws) {
  expect_normal_start(LinearGaussian<1>::from(arbitrary_linear_gaussian<1>()), 1e-11);
  expect_normal_start(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(2)), 1e-9);
  expect_normal_start(LinearGaussian<4>::from(arbitrary_linear_gaussian<4>(), Absent{6}), 1e-9);
  expect_normal_start(Lorenz96::from({}), 1e-10);
  expect_normal_start(Lorenz96::from({}, Absent{0x93}), 1e-10);
}

TEST(ModelLaws, HoldWhereComponentsAreAbsent) {
  for (std::uint32_t absent = 1; absent < 7; ++absent)
    expect_normal_laws(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(), Absent{absent}), 2.0, 1e-10, false);
  expect_normal_laws(Lorenz96::from({.noise_variance = 0.3}, Absent{0xa5}), 8.0, 1e-10, false);
}

/// With components that are absent a linear Gaussian model is the one with fewer rows of C and a block of R.
TEST(ModelLaws, OfWhatIsThereAreTheMarginals) {
  const LinearGaussianParameters whole = arbitrary_linear_gaussian<3>();
  const double x[3] = {0.3, -1.2, 0.7};
  for (std::uint32_t absent = 1; absent < 7; ++absent) {
    LinearGaussianParameters fewer = whole;
    fewer.observation.clear();
    fewer.observation_covariance.clear();
    double y[3] = {0.4, -0.9, 1.3};
    double packed[3] = {};
    int rows = 0;
    for (int i = 0; i < 3; ++i) {
      if (Absent{absent}.has(i)) {
        y[i] = 0.0;
        continue;
      }
      packed[rows++] = y[i];
      for (int j = 0; j < 3; ++j) {
        fewer.observation.push_back(whole.observation[i * 3 + j]);
        if (!Absent{absent}.has(j)) fewer.observation_covariance.push_back(whole.observation_covariance[i * 3 + j]);
      }
    }
    const auto masked = LinearGaussian<3>::from(whole, Absent{absent});
    const auto reduced = LinearGaussian<3>::from(fewer);
    EXPECT_NEAR(masked.log_density(1, x, y), reduced.log_density(1, x, packed), 1e-12);
    EXPECT_NEAR(masked.log_look_ahead(1, x, y), reduced.log_look_ahead(1, x, packed), 1e-12);
    EXPECT_NEAR(masked.log_start_weight(x, y), reduced.log_start_weight(x, packed), 1e-12);
  }
  const Lorenz96 ring = Lorenz96::from({.observation_variance = 0.7}, Absent{0xf6});
  const double at[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  const double seen[8] = {1.5, 0, 0, 4.2, 0, 0, 0, 0};
  const double expected = -std::log(2.0 * std::acos(-1.0) * 0.7) - 0.5 * (0.25 + 0.04) / 0.7;
  EXPECT_NEAR(ring.log_density(1, at, seen), expected, 1e-13);
}

/// A singular Q: the guided draw stays on the line that the noise moves along, and its weight is exact.
TEST(ModelLaws, OfAStaticOrSingularStateAreGuidedExactly) {
  LinearGaussianParameters p = arbitrary_linear_gaussian<3>();
  const double direction[3] = {0.3, 0.7, 0.1};
  for (int i = 0; i < 9; ++i) p.noise_covariance[i] = direction[i / 3] * direction[i % 3];
  ASSERT_EQ(p.objection<3>(), "");
  const auto line = LinearGaussian<3>::from(p);
  LinearGaussianParameters sharp = p;
  sharp.observation_covariance = {1e-9};
  const auto sharply = LinearGaussian<3>::from(sharp);
  p.noise_covariance = {0.0};
  ASSERT_EQ(p.objection<3>(), "");
  const auto still = LinearGaussian<3>::from(p);
  const double x[3] = {0.3, -1.2, 0.7}, y[3] = {0.5, 0.2, -0.8}, z[3] = {1.1, -0.4, 2.2}, zeros[3] = {};
  double next[3], center[3];
  line.propose(1, x, y, z, nullptr, next);
  line.step(1, x, zeros, nullptr, center);
  for (int i = 1; i < 3; ++i)
    EXPECT_NEAR((next[i] - center[i]) * direction[0], (next[0] - center[0]) * direction[i], 1e-7);
  EXPECT_GT(std::abs(next[0] - center[0]), 1e-3);
  sharply.propose(1, x, y, z, nullptr, next);
  for (const double one : next) EXPECT_TRUE(std::isfinite(one));
  still.propose(1, x, y, z, nullptr, next);
  still.step(1, x, z, nullptr, center);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(next[i], center[i]);
  EXPECT_NEAR(still.log_proposal_weight(1, x, next, y), still.log_density(1, next, y), 1e-12);
}

TEST(ModelLaws, OfLinearGaussianModelsAreTheirDraws) {
  expect_normal_laws(LinearGaussian<1>::from(arbitrary_linear_gaussian<1>()), 2.0, 1e-12);
  expect_normal_laws(LinearGaussian<2>::from(arbitrary_linear_gaussian<2>()), 2.0, 1e-12);
  expect_normal_laws(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>()), 2.0, 1e-11);
  expect_normal_laws(LinearGaussian<8>::from(arbitrary_linear_gaussian<8>()), 2.0, 1e-9);
}

TEST(ModelLaws, HoldWhereNotAllComponentsAreObserved) {
  expect_normal_laws(LinearGaussian<3>::from(arbitrary_linear_gaussian<3>(1)), 2.0, 1e-11);
  expect_normal_laws(LinearGaussian<4>::from(arbitrary_linear_gaussian<4>(2)), 2.0, 1e-11);
  EXPECT_EQ((LinearGaussian<4>::from(arbitrary_linear_gaussian<4>(2)).observed()), 2);
}

TEST(ModelLaws, OfAnObservedComponentIsTheFormula) {
  const LinearGaussianParameters p = arbitrary_linear_gaussian<3>(1);
  const double x[3] = {0.3, -1.2, 0.7};
  const double y[3] = {0.4, 0.0, 0.0};
  const double mean = p.observation[0] * x[0] + p.observation[1] * x[1] + p.observation[2] * x[2];
  const double variance = p.observation_covariance[0];
  const double expected =
      -0.5 * (std::log(2.0 * std::acos(-1.0) * variance) + (y[0] - mean) * (y[0] - mean) / variance);
  EXPECT_NEAR(LinearGaussian<3>::from(p).log_density(0, x, y), expected, 1e-13);
}

TEST(ModelLaws, OfStochasticVolatilityAreItsDraws) {
  expect_normal_laws(StochasticVolatility::from({.mean = 0.3, .persistence = -0.4, .volatility = 0.6}), 3.0, 1e-12);
}

TEST(ModelLaws, OfGordonsModelAreItsDraws) { expect_normal_laws(Gordon::from({}), 15.0, 1e-11); }

TEST(ModelLaws, OfLorenz96AreItsDraws) { expect_normal_laws(Lorenz96::from({.noise_variance = 0.3}), 8.0, 1e-10); }

TEST(ModelLaws, GordonsDriveKeepsItsPhase) {
  const Gordon model = Gordon::from({});
  const double zero[1] = {0.0};
  for (const std::int64_t time : {1, 2, 77, 1000, 123457}) {
    const long double angle = 1.2L * static_cast<long double>(time - 1);
    EXPECT_NEAR(model.expected(time, zero), static_cast<double>(8.0L * std::cos(angle)), 1e-9) << time;
  }
}

/// Mean and variance of a law of y on a grid, and its whole weight.
struct GridMoments {
  double weight = 0.0, mean = 0.0, variance = 0.0;
};

template <class Density>
GridMoments grid_moments(Density density, double low, double high, double spacing) {
  GridMoments m;
  double squares = 0.0;
  for (double y = low; y <= high; y += spacing) {
    const double p = density(y) * spacing;
    m.weight += p;
    m.mean += p * y;
    squares += p * y * y;
  }
  m.variance = squares - m.mean * m.mean;
  return m;
}

TEST(ModelLaws, GordonsLookAheadHasTheMomentsOfTheObservation) {
  const Gordon model = Gordon::from({});
  for (const double from : {-9.0, 0.5, 14.0}) {
    const double x[1] = {from};
    const auto eta = [&](double y) { return std::exp(model.log_look_ahead(3, x, &y)); };
    const auto exact = [&](double y) {
      double sum = 0.0;
      for (double next = -60.0; next <= 60.0; next += 0.1)
        sum += 0.1 * std::exp(model.log_transition(3, x, &next) + model.log_density(3, &next, &y));
      return sum;
    };
    const GridMoments stated = grid_moments(eta, -40.0, 100.0, 0.2);
    const GridMoments wanted = grid_moments(exact, -40.0, 100.0, 0.2);
    EXPECT_NEAR(stated.weight, 1.0, 1e-9);
    EXPECT_NEAR(stated.mean, wanted.mean, 1e-6);
    EXPECT_NEAR(stated.variance, wanted.variance, 1e-5);
  }
}

TEST(ModelLaws, OfStochasticVolatilityLooksAheadClosely) {
  const StochasticVolatility model = StochasticVolatility::from({});
  for (const double y : {0.05, 0.5, 2.0, 25.0}) {
    const double x[1] = {-1.3};
    double exact = 0.0;
    for (double next = -5.0; next <= 3.0; next += 0.01)
      exact += 0.01 * std::exp(model.log_transition(1, x, &next) + model.log_density(1, &next, &y));
    EXPECT_NEAR(model.log_look_ahead(1, x, &y), std::log(exact), 0.05);
  }
}

TEST(ModelLaws, OfStochasticVolatilityGuidesToTheModeWithWeightsThatAreNowhereLarger) {
  const StochasticVolatility model = StochasticVolatility::from({});
  const double zero = 0.0;
  for (const double y : {0.0, 0.1, 1.0, 5.0, 25.0, 300.0}) {
    for (const double from : {-3.0, -1.0, 2.0}) {
      double mode;
      model.propose(1, &from, &y, &zero, nullptr, &mode);
      const double pull = 0.5 * y * y * std::exp(-mode);
      const double slope = pull - 0.5 - (mode - model.expected(&from)) / (0.178 * 0.178);
      EXPECT_NEAR(slope / (pull + 1.0 / (0.178 * 0.178)), 0.0, 0.005) << "y = " << y << " from " << from;
      const double at_mode = model.log_proposal_weight(1, &from, &mode, &y);
      for (double x = mode - 20.0; x < mode + 40.0; x += 0.25)
        EXPECT_LE(model.log_proposal_weight(1, &from, &x, &y), at_mode + 0.01) << "y = " << y << " x = " << x;
    }
  }
}

/// Sums over evenly spaced normal numbers of the start's weights are integrals of p_0 g, to rounding.
TEST(ModelLaws, OfStochasticVolatilityStartsByItsStretchedLaw) {
  for (const StochasticVolatility& model :
       {StochasticVolatility::from({}),
        StochasticVolatility::from({.mean = 0.5, .persistence = 0.2, .volatility = 1.5})}) {
    for (const double y : {0.0, 0.1, 1.0, 25.0}) {
      double found = 0.0, found_mean = 0.0, exact = 0.0, exact_mean = 0.0, largest = 0.0, at_zero = 0.0;
      for (double z = -9.0; z <= 9.0; z += 1.0 / 128.0) {
        double x;
        model.propose_start(&y, &z, nullptr, &x);
        const double weight = std::exp(model.log_start_weight(&x, &y));
        const double p = weight * std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::acos(-1.0)) / 128.0;
        found += p;
        found_mean += p * x;
        largest = std::max(largest, weight);
        if (z == 0.0) at_zero = weight;
      }
      const double deviation = model.start_deviation;
      for (double x = model.mean - 12.0 * deviation; x < model.mean + 16.0 * deviation; x += deviation / 64.0) {
        const double u = (x - model.mean) / deviation;
        const double p =
            std::exp(-0.5 * u * u + model.log_density(0, &x, &y)) / std::sqrt(2.0 * std::acos(-1.0)) / 64.0;
        exact += p;
        exact_mean += p * x;
      }
      EXPECT_NEAR(found / exact, 1.0, 1e-8) << y;
      EXPECT_NEAR(found_mean / found, exact_mean / exact, 1e-7) << y;
      EXPECT_LT(largest, 1.3 * at_zero) << y;
    }
  }
  const double nothing = 0.0, far = -900.0;
  EXPECT_TRUE(std::isfinite(StochasticVolatility::from({}).log_start_weight(&far, &nothing)));
}

TEST(ModelLaws, BearingsAreComparedOnTheCircle) {
  const BearingsOnly model = BearingsOnly::from({.velocity_noise = 0.01, .bearing_noise = 0.1, .start = {0, 0, 1, 1}});
  const double pi = std::acos(-1.0);
  const double behind[4] = {0.02, 0.0, -1.0, 0.01};
  const double angle = std::atan2(0.01, -1.0);
  for (const double error : {-0.2, -0.01, 0.0, 0.03, 0.3}) {
    const double expected = -0.5 * (std::log(2.0 * pi * 0.01) + error * error / 0.01);
    for (const double turns : {-1.0, 0.0, 1.0}) {
      const double y[1] = {angle + error + 2.0 * pi * turns};
      EXPECT_NEAR(model.log_density(0, behind, y), expected, 1e-11);
    }
  }
  const double normal[2] = {0.4, -1.1};
  const double y[1] = {3.0};
  double next[4];
  model.step(5, behind, normal, nullptr, next);
  EXPECT_EQ(next[0], 0.02 + 0.01 * 0.4);
  EXPECT_EQ(next[1], 0.01 * -1.1);
  EXPECT_EQ(next[2], -1.0 + 0.02);
  EXPECT_EQ(next[3], 0.01);
  EXPECT_EQ(model.log_look_ahead(5, behind, y), model.log_density(5, next, y));
  EXPECT_EQ(model.log_proposal_weight(5, behind, next, y), model.log_density(5, next, y));
}

TEST(ModelLaws, Lorenz96FlowsAlongItsEquation) {
  // Over a tenth of the interval a step of Runge and Kutta agrees with ten of a tenth of that to 1e-9.
  const Lorenz96 whole = Lorenz96::from({.interval = 0.005});
  const Lorenz96 part = Lorenz96::from({.interval = 0.0005});
  double x[8], end[8], y[8], next[8];
  for (int i = 0; i < 8; ++i) x[i] = y[i] = arbitrary(i, -5.0, 9.0);
  whole.flow(x, end);
  for (int k = 0; k < 10; ++k) {
    part.flow(y, next);
    for (int i = 0; i < 8; ++i) y[i] = next[i];
  }
  for (int i = 0; i < 8; ++i) {
    EXPECT_NEAR(end[i], y[i], 1e-7);
    const double rate = (x[(i + 1) % 8] - x[(i + 6) % 8]) * x[(i + 7) % 8] - x[i] + 8.0;
    EXPECT_NEAR((end[i] - x[i]) / 0.005, rate, 2.0);
  }
  part.flow(x, end);
  for (int i = 0; i < 8; ++i) {
    const double rate = (x[(i + 1) % 8] - x[(i + 6) % 8]) * x[(i + 7) % 8] - x[i] + 8.0;
    EXPECT_NEAR((end[i] - x[i]) / 0.0005, rate, 0.2);
  }
}

}  // namespace
}  // namespace starling::testing
