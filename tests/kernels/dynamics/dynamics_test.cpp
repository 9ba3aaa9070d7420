// One step of each dynamics by hand, and of populations: the bits of a particle depend on its id only.
#include <gtest/gtest.h>

#include <numbers>

#include "kernels/dynamics/advance.hpp"
#include "kernels/dynamics/registry.hpp"
#include "tests/kernels/dynamics/numbers.hpp"
#include "tests/kernels/neighbours/cloud.hpp"

namespace starling {
namespace {

using namespace testing_support;

/// A model with the numbers of this file.
template <class Model>
Model made() {
  return Model::from(parameters_of<Model>(0.1, {{"self_propulsion", 1.5},
                                                {"relaxation_rate", 0.7},
                                                {"translational_diffusion", 0.2},
                                                {"rotational_diffusion", 0.4},
                                                {"chirality", 0.9},
                                                {"coupling", 0.6}}));
}

template <class Model, int D>
void step(const Model& model, const double (&activity)[3], double (&displacement)[D], double (&next)[3]) {
  constexpr double force[3] = {0.3, -0.8, 0.5};
  constexpr double normal[6] = {0.5, -1.0, 0.25, 2.0, -0.75, 1.25};
  model.step(activity, force, normal, displacement, next);
}

TEST(Dynamics, OrnsteinUhlenbeckStepIsItsFormula) {
  double displacement[2];
  double next[3] = {};
  step(made<ActiveOrnsteinUhlenbeck<2, true>>(), {1.1, -0.4, 0.0}, displacement, next);
  const double a = std::exp(-0.07);
  EXPECT_NEAR(displacement[0], 0.1 * (1.5 * 1.1 + 0.3) + std::sqrt(0.04) * 0.25, 1e-15);
  EXPECT_NEAR(displacement[1], 0.1 * (1.5 * -0.4 - 0.8) + std::sqrt(0.04) * 2.0, 1e-15);
  EXPECT_NEAR(next[0], a * 1.1 + std::sqrt(1.0 - a * a) * 0.5, 1e-15);
  EXPECT_NEAR(next[1], a * -0.4 - std::sqrt(1.0 - a * a), 1e-15);
  step(made<ActiveOrnsteinUhlenbeck<2, false>>(), {1.1, -0.4, 0.0}, displacement, next);
  EXPECT_NEAR(displacement[0], 0.1 * (1.5 * 1.1 + 0.3), 1e-15);
}

TEST(Dynamics, BrownianStepIsItsFormula) {
  double displacement[3];
  double next[3] = {};
  step(made<Brownian<3>>(), {0.0, 0.0, 0.0}, displacement, next);
  EXPECT_NEAR(displacement[0], 0.03 + 0.2 * 0.5, 1e-15);
  EXPECT_NEAR(displacement[1], -0.08 - 0.2 * 1.0, 1e-15);
  EXPECT_NEAR(displacement[2], 0.05 + 0.2 * 0.25, 1e-15);
}

TEST(Dynamics, ExactControlStepIsItsFormula) {
  double displacement[2];
  double next[3] = {};
  step(made<ExactControl<2>>(), {1.1, -0.4, 0.0}, displacement, next);
  const double a = std::exp(-0.07);
  EXPECT_NEAR(displacement[0], 0.1 * (0.2 * 0.3 + 0.6 * 1.1) + 0.2 * 0.25, 1e-15);
  EXPECT_NEAR(next[1], a * -0.4 + (1.0 - a) * 0.6 * -0.8 / 0.7 - std::sqrt(1.0 - a * a), 1e-15);
}

TEST(Dynamics, ActiveBrownianStepInThePlaneIsItsFormula) {
  double displacement[2];
  double next[3] = {};
  step(made<ActiveBrownian<2>>(), {3.0, 0.0, 0.0}, displacement, next);
  EXPECT_NEAR(displacement[0], 0.1 * (1.5 * std::cos(3.0) + 0.3) - 0.2, 1e-15);
  EXPECT_NEAR(displacement[1], 0.1 * (1.5 * std::sin(3.0) - 0.8) + 0.2 * 0.25, 1e-15);
  EXPECT_NEAR(next[0], 3.0 + 0.09 + std::sqrt(0.08) * 0.5 - 2.0 * std::numbers::pi, 1e-15)
      << "brought back to [-pi, pi]";
}

TEST(Dynamics, ActiveBrownianStepInSpaceIsItsFormula) {
  double displacement[3];
  double next[3] = {};
  step(made<ActiveBrownian<3>>(), {0.6, 0.0, 0.8}, displacement, next);
  const double along = 0.6 * 0.5 + 0.8 * 0.25;
  const double spread = great_circle_spread(0.4 * 0.1);
  const double tangent[3] = {0.5 - along * 0.6, -1.0, 0.25 - along * 0.8};
  const double length = std::hypot(tangent[0], tangent[1], tangent[2]);
  const double start[3] = {0.6, 0.0, 0.8};
  for (int d = 0; d < 3; ++d) {
    const double turned = std::cos(spread * length) * start[d] + std::sin(spread * length) * tangent[d] / length;
    EXPECT_NEAR(next[d], turned, 1e-15);
  }
  EXPECT_NEAR(displacement[2], 0.1 * (1.5 * 0.8 + 0.5) + 0.2 * 1.25, 1e-15);
}

TEST(Dynamics, AdoptedDirectionsDrive) {
  const double direction[3] = {-0.6, 0.8, 0.0};
  double activity[3] = {};
  double drive[3] = {};
  made<ActiveBrownian<2>>().adopt(direction, activity);
  made<ActiveBrownian<2>>().drive(activity, drive);
  EXPECT_NEAR(drive[0], -0.6, 1e-15);
  EXPECT_NEAR(drive[1], 0.8, 1e-15);
  made<ActiveBrownian<3>>().adopt(direction, activity);
  made<ActiveBrownian<3>>().drive(activity, drive);
  EXPECT_NEAR(drive[1], 0.8, 1e-15);
}

struct Advanced {
  std::vector<double> position;
  std::vector<double> activity;
  std::vector<std::int32_t> image;
  std::vector<double> list_position;
  StepAlarm alarm;
};

constexpr Box<2> wide_box{{5.0, 7.0}};
constexpr double far_away = 1e30;

/// Particles with the given ids after one step; a particle's state is a function of its id.
Advanced advance_ids(const std::vector<std::int32_t>& ids, const StepLimits& limits, double push = 0.0) {
  const auto owned = static_cast<std::int64_t>(ids.size());
  const std::int64_t stride = whole_blocks(owned);
  std::vector<double> position(2 * stride, 0.0);
  std::vector<double> activity(2 * stride, 0.0);
  std::vector<double> force(2 * stride, 0.0);
  std::vector<double> listed(2 * stride, 0.0);
  std::vector<std::int32_t> id(stride, ids.back());
  for (std::int64_t i = 0; i < owned; ++i) {
    id[i] = ids[i];
    for (int d = 0; d < 2; ++d) {
      position[2 * i + d] = wide_box.edge[d] * std::fmod(0.618 * ids[i] + 0.2 * d, 1.0);
      listed[d * stride + i] = position[2 * i + d];
      activity[d * stride + i] = std::sin(ids[i] + d);
      force[d * stride + i] = std::cos(3.0 * ids[i] + d) + (ids[i] == 7 ? push : 0.0);
    }
  }
  auto now = to_device(position);
  auto now_activity = to_device(activity);
  const DeviceArray<std::int32_t> now_image("image", 2 * stride);
  const DeviceArray<double> next("next", 2 * stride);
  const DeviceArray<double> next_activity("next activity", 2 * stride);
  const DeviceArray<std::int32_t> next_image("next image", 2 * stride);
  const auto forces = to_device(force);
  const auto list_position = to_device(listed);
  const auto device_id = to_device(id);
  const StepArrays<2> arrays{{now.data(), now_activity.data(), now_image.data(), stride},
                             {next.data(), next_activity.data(), next_image.data(), stride},
                             forces.data(),
                             list_position.data(),
                             device_id.data(),
                             owned};
  const auto dynamics = made<ActiveOrnsteinUhlenbeck<2, true>>();
  const StepAlarm alarm = advance<2>(dynamics, arrays, wide_box, limits, random::make_key(3), 11);
  return {to_host<double>(next.data(), 2 * stride), to_host<double>(next_activity.data(), 2 * stride),
          to_host<std::int32_t>(next_image.data(), 2 * stride), to_host<double>(list_position.data(), 2 * stride),
          alarm};
}

TEST(Advance, StateDependsOnTheIdOnly) {
  std::vector<std::int32_t> ids(200);
  for (int i = 0; i < 200; ++i) ids[i] = i;
  const Advanced together = advance_ids(ids, {far_away, far_away, far_away});
  std::mt19937_64 random(1);
  std::shuffle(ids.begin(), ids.end(), random);
  ids.resize(77);
  const Advanced some = advance_ids(ids, {far_away, far_away, far_away});
  for (int i = 0; i < 77; ++i) {
    for (int d = 0; d < 2; ++d) {
      ASSERT_EQ(some.position[2 * i + d], together.position[2 * ids[i] + d]);
      ASSERT_EQ(some.activity[d * 128 + i], together.activity[d * 256 + ids[i]]);
      ASSERT_EQ(some.image[d * 128 + i], together.image[d * 256 + ids[i]]);
      ASSERT_GE(some.position[2 * i + d], 0.0);
      ASSERT_LT(some.position[2 * i + d], wide_box.edge[d]);
    }
  }
}

TEST(Advance, CountsCrossings) {
  std::vector<std::int32_t> ids(1000);
  for (int i = 0; i < 1000; ++i) ids[i] = i;
  const Advanced moved = advance_ids(ids, {far_away, far_away, far_away});
  int crossings = 0;
  for (int i = 0; i < 1000; ++i) {
    for (int d = 0; d < 2; ++d) {
      const double before = wide_box.edge[d] * std::fmod(0.618 * i + 0.2 * d, 1.0);
      const std::int32_t image = moved.image[d * 1024 + i];
      ASSERT_LT(std::abs(moved.position[2 * i + d] + image * wide_box.edge[d] - before), 1.5);
      ASSERT_NEAR(moved.list_position[d * 1024 + i], before - image * wide_box.edge[d], 1e-15 * wide_box.edge[d]);
      crossings += std::abs(image);
    }
  }
  EXPECT_GT(crossings, 10);
}

TEST(Advance, RaisesTheWorstAlarmOfItsOwnParticles) {
  const std::vector<std::int32_t> ids{3, 4, 7, 9};
  EXPECT_EQ(advance_ids(ids, {far_away, far_away, far_away}).alarm, StepAlarm::none);
  EXPECT_EQ(advance_ids(ids, {2.0, far_away, far_away}, 20.0).alarm, StepAlarm::soon);
  EXPECT_EQ(advance_ids(ids, {2.0, 2.0, far_away}, 20.0).alarm, StepAlarm::stale);
  EXPECT_EQ(advance_ids(ids, {far_away, far_away, 2.0}, 20.0).alarm, StepAlarm::blow_up);
  EXPECT_EQ(advance_ids(ids, {far_away, far_away, far_away}, std::nan("")).alarm, StepAlarm::blow_up);
  EXPECT_EQ(advance_ids({3, 4, 9}, {2.0, 2.0, 2.0}, 20.0).alarm, StepAlarm::none);
}

}  // namespace
}  // namespace starling
