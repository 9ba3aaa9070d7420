// Own divergences of scores against derivatives through everything that depends on a particle's drive, and gradients of the
// loss against finite differences.
#include <numeric>

#include "tests/drivers/score/small_system.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

/// The divergence of `score_of_place`(system, place, out) by the particle's own drive, through the whole system.
template <int D, int T, class ScoreOf>
double whole_divergence(SmallSystem<D, T>& system, std::int64_t id, const ScoreOf& score_of_place) {
  constexpr double h = 1e-5;
  const MemberState before = system.save();
  const score::OwnVectors<D, T> own = system.vectors_of(id);
  double divergence = 0.0;
  for (int a = 0; a < T; ++a) {
    double ends[2][D];
    for (int side = 0; side < 2; ++side) {
      system.move_drive(id, own.direction[a], side == 0 ? h : -h);
      score_of_place(system, system.place_of(id), ends[side]);
      system.restore(before);
    }
    for (int d = 0; d < D; ++d) divergence += own.direction[a][d] * (ends[0][d] - ends[1][d]) / (2.0 * h);
  }
  return divergence;
}

template <int D, int T>
void expect_own_tangents_hold_every_path(const std::string& model) {
  SmallSystem<D, T> system(crowd<D>(model, 40));
  DoubleNetwork<D, T> network;
  const auto scores = network.evaluate(system);
  const auto score_of_place = [&](SmallSystem<D, T>& of, std::int64_t place, double(&out)[D]) {
    const auto at = network.evaluate(of);
    for (int d = 0; d < D; ++d) out[d] = at.score[static_cast<std::size_t>(d * of.particles() + place)];
  };
  double largest = 0.0;
  for (std::int64_t id = 0; id < 12; ++id) {
    const double own = scores.divergence[static_cast<std::size_t>(system.place_of(id))];
    const double whole = whole_divergence(system, id, score_of_place);
    ASSERT_NEAR(own, whole, 1e-7 * (1.0 + std::abs(own))) << model << " in " << D << "-D, particle " << id;
    largest = std::max(largest, std::abs(own));
  }
  EXPECT_GT(largest, 0.1);  // there is something to get wrong
}

TEST(OwnTangents, HoldEveryPathOfGaussianDrives) {
  expect_own_tangents_hold_every_path<1, 1>("active_ou");
  expect_own_tangents_hold_every_path<2, 2>("active_ou");
  expect_own_tangents_hold_every_path<3, 3>("active_ou");
}

TEST(OwnTangents, HoldEveryPathOfUnitVectors) {
  expect_own_tangents_hold_every_path<2, 1>("active_brownian");
  expect_own_tangents_hold_every_path<3, 2>("active_brownian");
}

/// The trap of docs/learned-scores.md: the mean of ln |Hr_j| over contacts has the particle's own drive in it.
template <int D, int T>
double neighbours_response(const SmallSystem<D, T>& system, std::int64_t place) {
  const auto physics = system.features().configuration().physics;
  double sum = 0.0;
  for (std::int64_t e = system.list().first[place]; e < system.list().first[place + 1]; ++e) {
    double there[D];
    physics.load(score::response, system.list().edge[e].neighbour, there);
    double squared = 0.0;
    for (const double each : there) squared += each * each;
    sum += 0.5 * std::log(squared);
  }
  return sum;
}

TEST(OwnTangents, ConvictAFeatureThatIsWronglyHeldConstant) {
  SmallSystem<2, 2> system(crowd<2>("active_ou", 40));
  const auto score_of_place = [](const SmallSystem<2, 2>& of, std::int64_t place, double(&out)[2]) {
    const double coefficient = neighbours_response(of, place);
    double drive[2];
    of.features().configuration().physics.load(score::drive, place, drive);
    for (int d = 0; d < 2; ++d) out[d] = coefficient * drive[d];
  };
  int convicted = 0;
  for (std::int64_t id = 0; id < 12; ++id) {
    const double held_constant = 2.0 * neighbours_response(system, system.place_of(id));
    const double whole = whole_divergence(system, id, score_of_place);
    if (std::abs(whole - held_constant) > 1e-3) ++convicted;
  }
  EXPECT_GT(convicted, 6);
}

template <int D, int T, class Activation = networks::Silu>
void expect_gradient(const std::string& model) {
  SmallSystem<D, T> system(crowd<D>(model, 50));
  DoubleNetwork<D, T, Activation> network;
  double loss = 0.0;
  const std::vector<double> gradient = network.gradient(system, loss);
  const auto scores = network.evaluate(system);
  double direct = 0.0;
  for (const double each : scores.score) direct += each * each;
  for (const double each : scores.divergence) direct += 2.0 * each;
  EXPECT_NEAR(loss, direct, 1e-9 * std::abs(direct));
  const double scale = std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0) /
                                 static_cast<double>(gradient.size()));
  constexpr double h = 1e-5;
  for (std::size_t k = 0; k < gradient.size(); k += 7) {
    double ends[2];
    const double before = network.values[k];
    for (int side = 0; side < 2; ++side) {
      network.values[k] = before + (side == 0 ? h : -h);
      static_cast<void>(network.gradient(system, ends[side]));
    }
    network.values[k] = before;
    ASSERT_NEAR(gradient[k], (ends[0] - ends[1]) / (2.0 * h), 1e-7 * (scale + std::abs(gradient[k])))
        << model << " in " << D << "-D, parameter " << k;
  }
}

TEST(ScoreGradient, IsTheSlopeOfTheLoss) {
  expect_gradient<1, 1>("active_ou");
  expect_gradient<2, 2>("active_ou");
  expect_gradient<2, 1>("active_brownian");
  expect_gradient<3, 2>("active_brownian");
  expect_gradient<2, 2, networks::Gelu>("active_ou");
}

}  // namespace
}  // namespace starling::active
