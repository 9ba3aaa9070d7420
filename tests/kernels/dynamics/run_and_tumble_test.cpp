// Run and tumble: a step by hand, the law of its runs, directions without a preference; mixtures of speeds.
#include "kernels/dynamics/run_and_tumble.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/dynamics/advance.hpp"
#include "kernels/dynamics/registry.hpp"
#include "tests/kernels/dynamics/numbers.hpp"
#include "tests/kernels/neighbours/cloud.hpp"

namespace starling {
namespace {

using namespace testing_support;

template <class Model>
typename Model::Parameters parameters_with(double time_step, double tumble_rate) {
  return parameters_of<Model>(time_step, {{"self_propulsion", 1.5},
                                          {"translational_diffusion", 0.2},
                                          {"rotational_diffusion", 0.3},
                                          {"relaxation_rate", 0.7},
                                          {"tumble_rate", tumble_rate}});
}

TEST(RunAndTumble, StepIsItsFormula) {
  const auto model = RunAndTumble<3>::from(parameters_with<RunAndTumble<3>>(0.1, 0.7));
  constexpr double force[3] = {0.3, -0.8, 0.5};
  constexpr double u[3] = {0.6, 0.0, 0.8};
  double displacement[3];
  double next[3];
  const double threshold = 1.0 - std::exp(-0.07);
  EXPECT_NEAR(model.tumble_probability, threshold, 1e-16);
  const double runs[6] = {0.5, -1.0, 0.25, std::nextafter(model.tumble_probability, 1.0), 0.3, 0.4};
  model.step(u, force, runs, displacement, next);
  for (int d = 0; d < 3; ++d) {
    EXPECT_NEAR(displacement[d], 0.1 * (1.5 * u[d] + force[d]) + 0.2 * runs[d], 1e-15);
    EXPECT_EQ(next[d], u[d]);
  }
  const double tumbles[6] = {0.5, -1.0, 0.25, std::nextafter(model.tumble_probability, 0.0), 0.3, 0.4};
  model.step(u, force, tumbles, displacement, next);
  EXPECT_NEAR(displacement[0], 0.1 * (1.5 * 0.6 + 0.3) + 0.2 * 0.5, 1e-15) << "it moves along the old u";
  const double radius = std::sqrt(1.0 - 0.4 * 0.4);
  EXPECT_NEAR(next[0], radius * std::cos(0.8 * std::numbers::pi), 1e-15);
  EXPECT_NEAR(next[1], radius * std::sin(0.8 * std::numbers::pi), 1e-15);
  EXPECT_NEAR(next[2], -0.4, 1e-15);
}

TEST(Uniforms, OfManyEntitiesAreThoseOfEach) {
  std::vector<std::int32_t> ids(64);
  for (int i = 0; i < 64; ++i) ids[i] = 1000 - 7 * i;
  double many[3][64];
  const random::Key key = random::make_key(9);
  random::uniforms<3, 64>(ids.data(), key, 5, random::Purpose::dynamics_uniform, many);
  for (int i = 0; i < 64; ++i) {
    for (int n = 0; n < 3; ++n) {
      ASSERT_EQ(many[n][i], random::uniform(ids[i], key, 5, random::Purpose::dynamics_uniform, n));
    }
  }
}

/// Free particles of a model, stepped as a run steps them.
template <int D, class Model>
struct FreeParticles {
  explicit FreeParticles(const Model& model, std::int64_t count)
      : dynamics(model), owned(count), stride(whole_blocks(count)) {
    const auto double_array = [&](const std::string& name, int components) {
      return DeviceArray<double>(name, static_cast<std::size_t>(components * stride));
    };
    position = double_array("position", packed_stride<D>);
    next_position = double_array("next", packed_stride<D>);
    force = double_array("force", D);
    listed = double_array("listed", D);
    activity = double_array("activity", Model::activity_components);
    next_activity = double_array("next activity", Model::activity_components);
    image = DeviceArray<std::int32_t>("image", D * stride);
    id = DeviceArray<std::int32_t>("id", stride);
    for (std::int64_t i = 0; i < stride; ++i) {
      id(i) = static_cast<std::int32_t>(i);
      activity(i) = 1.0;
      for (int d = 0; d < D; ++d) position(i * packed_stride<D> + d) = 5e5;
    }
  }

  void step(std::uint64_t number) {
    constexpr double far = 1e30;
    Box<D> box{};
    for (int d = 0; d < D; ++d) box.edge[d] = 1e6;
    const StepArrays<D> arrays{{position.data(), activity.data(), image.data(), stride},
                               {next_position.data(), next_activity.data(), image.data(), stride},
                               force.data(),
                               listed.data(),
                               id.data(),
                               owned};
    ASSERT_EQ((advance<D>(dynamics, arrays, box, {far, far, far}, random::make_key(4), number)), StepAlarm::none);
    std::swap(position, next_position);
    std::swap(activity, next_activity);
  }

  Model dynamics;
  std::int64_t owned;
  std::int64_t stride;
  DeviceArray<double> position, next_position, force, listed, activity, next_activity;
  DeviceArray<std::int32_t> image, id;
};

/// Chi-square of counts against probabilities, and its number of standard deviations above its mean.
double excess_of_chi_square(const std::vector<double>& counts, const std::vector<double>& probabilities) {
  double total = 0.0;
  for (const double count : counts) total += count;
  double sum = 0.0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double expected = total * probabilities[k];
    EXPECT_GT(expected, 20.0);
    sum += (counts[k] - expected) * (counts[k] - expected) / expected;
  }
  const auto freedom = static_cast<double>(counts.size() - 1);
  return (sum - freedom) / std::sqrt(2.0 * freedom);
}

/// Whole runs between two tumbles are geometric: as long as an exponential time, cut into steps. The runs counted begin
/// early enough to end before the last step but once in 10^7.
TEST(RunAndTumble, RunsLastAsLongAsAnExponentialTime) {
  constexpr double rate = 2.0;
  constexpr double dt = 0.05;
  constexpr int bins = 40;
  constexpr int steps = 300;
  constexpr int last_begin = steps - 165;
  FreeParticles<2, RunAndTumble<2>> particles(RunAndTumble<2>::from(parameters_with<RunAndTumble<2>>(dt, rate)), 4096);
  std::vector<int> began(4096, -1);
  std::vector<double> lengths(bins + 1, 0.0);
  double heading[8] = {};
  for (int step = 0; step < steps; ++step) {
    const auto before = to_host<double>(particles.activity.data(), 4096);
    particles.step(step);
    for (int i = 0; i < 4096; ++i) {
      if (particles.activity(i) == before[i]) continue;
      if (began[i] >= 0 && began[i] < last_begin) ++lengths[std::min(step - began[i] - 1, bins)];
      began[i] = step;
      const double angle = std::atan2(particles.activity(particles.stride + i), particles.activity(i));
      ++heading[std::min(7, static_cast<int>((angle + std::numbers::pi) / (0.25 * std::numbers::pi)))];
    }
  }
  std::vector<double> probabilities;
  const double p = 1.0 - std::exp(-rate * dt);
  for (int k = 0; k < bins; ++k) probabilities.push_back(p * std::pow(1.0 - p, k));
  probabilities.push_back(std::pow(1.0 - p, bins));
  EXPECT_LT(excess_of_chi_square(lengths, probabilities), 5.0) << "runs are not geometric";
  EXPECT_LT(excess_of_chi_square({heading, heading + 8}, std::vector<double>(8, 0.125)), 5.0)
      << "a heading is preferred";
}

/// After a tumble each component of u has mean 0 and square 1/d, and none follows the one before.
template <int D>
void expect_isotropic() {
  constexpr std::int64_t count = 40000;
  FreeParticles<D, RunAndTumble<D>> particles(RunAndTumble<D>::from(parameters_with<RunAndTumble<D>>(50.0, 1.0)),
                                              count);
  particles.step(0);
  const auto before = to_host<double>(particles.activity.data(), D * particles.stride);
  particles.step(1);
  for (int d = 0; d < D; ++d) {
    double sum = 0.0;
    double squares = 0.0;
    double product = 0.0;
    for (std::int64_t i = 0; i < count; ++i) {
      const double u = particles.activity(d * particles.stride + i);
      sum += u;
      squares += u * u;
      product += u * before[d * particles.stride + i];
    }
    // Variances of u, u^2 and u u': 1/D, at most 0.13 (0 on a line) and 1/D^2.
    const double unit = std::sqrt(static_cast<double>(count));
    EXPECT_LT(std::abs(sum / count), 4.5 / unit / std::sqrt(D)) << D << "-D, component " << d;
    EXPECT_NEAR(squares / count, 1.0 / D, 4.5 * 0.36 / unit) << D << "-D, component " << d;
    EXPECT_LT(std::abs(product / count), 4.5 / unit / D) << D << "-D, component " << d;
  }
}

TEST(RunAndTumble, TumblesWithoutAPreference) {
  expect_isotropic<1>();
  expect_isotropic<2>();
  expect_isotropic<3>();
}

/// Steps of a mixture and of its model, from the same activities.
template <int D, class Model>
void expect_own_speeds() {
  const auto p = parameters_with<Model>(0.1, 0.7);
  auto two = parameters_with<Mixture<Model>>(0.1, 0.7);
  two.species = 2;
  two.species_self_propulsion[0] = p.self_propulsion;
  two.species_self_propulsion[1] = 0.0;
  auto slow = p;
  slow.self_propulsion = 0.0;
  constexpr std::int64_t count = 200;
  FreeParticles<D, Mixture<Model>> mixture(Mixture<Model>::from(two), count);
  FreeParticles<D, Model> fast(Model::from(p), count);
  FreeParticles<D, Model> passive(Model::from(slow), count);
  for (std::int64_t i = 0; i < count; ++i) {
    mixture.activity(Mixture<Model>::species_component * mixture.stride + i) = i % 3 == 0 ? 1.0 : 0.0;
  }
  for (int step = 0; step < 5; ++step) {
    mixture.step(step);
    fast.step(step);
    passive.step(step);
  }
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& alone = i % 3 == 0 ? passive : fast;
    for (int d = 0; d < D; ++d) {
      const std::int64_t k = i * packed_stride<D> + d;
      ASSERT_EQ(mixture.position(k), alone.position(k)) << Model::name << ", particle " << i;
    }
    EXPECT_EQ(mixture.activity(Mixture<Model>::species_component * mixture.stride + i), i % 3 == 0 ? 1.0 : 0.0);
  }
}

TEST(Mixture, MovesEachParticleAtItsSpeciesSpeedBitForBit) {
  expect_own_speeds<1, ActiveOrnsteinUhlenbeck<1, true>>();
  expect_own_speeds<3, ActiveOrnsteinUhlenbeck<3, false>>();
  expect_own_speeds<2, ActiveBrownian<2>>();
  expect_own_speeds<3, ActiveBrownian<3>>();
  expect_own_speeds<2, RunAndTumble<2>>();
}

TEST(Mixture, IsChosenForSeveralSpeciesOnly) {
  int species = 1;
  double diffusion = 0.2;
  const auto parameters = [&](auto type) {
    using Model = typename decltype(type)::type;
    auto p = parameters_with<Model>(0.1, 0.7);
    p.translational_diffusion = diffusion;
    if constexpr (requires { Model::species_component; }) p.species = species;
    return p;
  };
  const auto chosen = [&](const char* name) { return make_by_name<Dynamics<2>>(name, parameters); };
  EXPECT_TRUE(std::holds_alternative<ActiveBrownian<2>>(*chosen("active_brownian")));
  species = 2;
  EXPECT_TRUE(std::holds_alternative<Mixture<ActiveBrownian<2>>>(*chosen("active_brownian")));
  EXPECT_TRUE((std::holds_alternative<Mixture<ActiveOrnsteinUhlenbeck<2, true>>>(*chosen("active_ou"))));
  diffusion = 0.0;
  EXPECT_TRUE((std::holds_alternative<Mixture<ActiveOrnsteinUhlenbeck<2, false>>>(*chosen("active_ou"))));
}

}  // namespace
}  // namespace starling
