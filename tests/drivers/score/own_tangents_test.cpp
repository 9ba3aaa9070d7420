// Own divergences of scores against derivatives through everything that depends on a particle's variables.
#include "tests/drivers/score/double_network.hpp"

namespace starling::active {
namespace {

using namespace testing_support;

/// Moves what a view's score is of.
template <int D, int T, bool Placed>
void move(const score::DriveView<D, T, Placed>* /*of*/, SmallSystem<D>& system, std::int64_t id,
          const double (&direction)[D], double step) {
  system.move_drive(id, direction, step);
}
template <int D>
void move(const score::PositionView<D>* /*of*/, SmallSystem<D>& system, std::int64_t id, const double (&direction)[D],
          double step) {
  system.move_position(id, direction, step);
}

/// The divergence of `score_of_place`(system, place, out) by the particle's own variables, through the whole system.
template <class View, class ScoreOf>
double whole_divergence(SmallSystem<View::dimension>& system, std::int64_t id, const ScoreOf& score_of_place) {
  constexpr int D = View::dimension;
  constexpr double h = 1e-5;
  const MemberState before = system.save();
  const auto own = View(system.list(), 0).vectors_of(system.place_of(id), system.lengths());
  double divergence = 0.0;
  for (int a = 0; a < View::tangents; ++a) {
    double ends[2][D];
    for (int side = 0; side < 2; ++side) {
      move(static_cast<const View*>(nullptr), system, id, own.direction[a], side == 0 ? h : -h);
      score_of_place(system, system.place_of(id), ends[side]);
      system.restore(before);
    }
    for (int d = 0; d < D; ++d) divergence += own.direction[a][d] * (ends[0][d] - ends[1][d]) / (2.0 * h);
  }
  return divergence;
}

template <class Block>
void expect_every_path(const Deck& deck, DoubleNetwork<Block> network) {
  using View = typename Block::View;
  constexpr int D = View::dimension;
  SmallSystem<D> system(deck);
  const auto scores = network.evaluate(system);
  const auto score_of_place = [&](SmallSystem<D>& of, std::int64_t place, double(&out)[D]) {
    const auto at = network.evaluate(of);
    for (int d = 0; d < D; ++d) out[d] = at.score[static_cast<std::size_t>(d * of.particles() + place)];
  };
  double largest = 0.0;
  for (std::int64_t id = 0; id < 12; ++id) {
    const double own = scores.divergence[static_cast<std::size_t>(system.place_of(id))];
    const double whole = whole_divergence<View>(system, id, score_of_place);
    ASSERT_NEAR(own, whole, 1e-7 * (1.0 + std::abs(own))) << deck.model << " in " << D << "-D, particle " << id;
    largest = std::max(largest, std::abs(own));
  }
  EXPECT_GT(largest, 0.1);  // there is something to get wrong
}

template <class View>
void expect_own_tangents_hold_every_path(const Deck& deck) {
  expect_every_path(deck, equivariant<View>());
}

TEST(OwnTangents, HoldEveryPathOfGaussianDrives) {
  expect_own_tangents_hold_every_path<Drives<1, 1>>(crowd<1>("active_ou", 40));
  expect_own_tangents_hold_every_path<Drives<2, 2>>(crowd<2>("active_ou", 40));
  expect_own_tangents_hold_every_path<Drives<3, 3>>(crowd<3>("active_ou", 40));
}

TEST(OwnTangents, HoldEveryPathOfUnitVectors) {
  expect_own_tangents_hold_every_path<Drives<2, 1>>(crowd<2>("active_brownian", 40));
  expect_own_tangents_hold_every_path<Drives<3, 2>>(crowd<3>("active_brownian", 40));
}

TEST(OwnTangents, HoldEveryPathOfPositions) {
  expect_own_tangents_hold_every_path<score::PositionView<1>>(crowd<1>("active_ou", 40));
  expect_own_tangents_hold_every_path<score::PositionView<2>>(crowd<2>("active_ou", 40));
  expect_own_tangents_hold_every_path<score::PositionView<2>>(crowd<2>("active_brownian", 40));
  expect_own_tangents_hold_every_path<score::PositionView<3>>(crowd<3>("active_ou", 40));
}

template <class View>
void expect_every_path_of_transformers(const Deck& deck) {
  for (const int blocks : {1, 2}) {
    expect_every_path(deck, transformer<View, score::Outputs::coefficients>(blocks));
    expect_every_path(deck, transformer<View, score::Outputs::components>(blocks));
  }
}

TEST(OwnTangents, HoldEveryPathOfATransformer) {
  expect_every_path_of_transformers<Drives<1, 1>>(crowd<1>("active_ou", 40));
  expect_every_path_of_transformers<Drives<2, 2>>(crowd<2>("active_ou", 40));
  expect_every_path_of_transformers<Drives<3, 3>>(crowd<3>("active_ou", 40));
  expect_every_path_of_transformers<Drives<2, 1>>(crowd<2>("active_brownian", 40));
  expect_every_path_of_transformers<Drives<3, 2>>(crowd<3>("active_brownian", 40));
  Deck lonely = crowd<2>("active_ou", 40);
  lonely.packing_fraction = 0.05;
  expect_every_path_of_transformers<Drives<2, 2>>(lonely);
}

/// The largest difference between scores of a reflected system and reflected scores.
template <score::Outputs outputs>
double difference_when_reflected() {
  SmallSystem<2> system(crowd<2>("active_ou", 40));
  auto network = transformer<Drives<2, 2>, outputs>(2);
  const auto before = network.evaluate(system);
  std::vector<std::int64_t> places;
  for (std::int64_t id = 0; id < 40; ++id) places.push_back(system.place_of(id));
  system.swap_axes();
  const auto after = network.evaluate(system);
  double largest = 0.0;
  for (std::int64_t id = 0; id < 40; ++id) {
    for (int d = 0; d < 2; ++d) {
      const double was = before.score[static_cast<std::size_t>((1 - d) * 40 + places[static_cast<std::size_t>(id)])];
      const double is = after.score[static_cast<std::size_t>(d * 40 + system.place_of(id))];
      largest = std::max(largest, std::abs(is - was) / (1.0 + std::abs(was)));
    }
  }
  return largest;
}

TEST(ScoreReflections, LeaveATransformerOfThePhysicsAlone) {
  EXPECT_LT(difference_when_reflected<score::Outputs::coefficients>(), 1e-9);
  EXPECT_GT(difference_when_reflected<score::Outputs::components>(), 1e-3);  // the test can fail
}

/// One particle a pair, whose place tells where on the ring it is.
TEST(OwnTangents, HoldEveryPathOfPositionsOnARing) {
  expect_own_tangents_hold_every_path<score::PositionView<1>>(ring(9.0));
}

/// The trap of docs/learned-scores.md: the mean of ln |Hr_j| over contacts has the particle's own drive in it.
double neighbours_response(const SmallSystem<2>& system, std::int64_t place) {
  const auto physics = system.features().configuration().physics;
  double sum = 0.0;
  for (std::int64_t e = system.list().first[place]; e < system.list().first[place + 1]; ++e) {
    double there[2];
    physics.load(score::response, system.list().edge[e].neighbour, there);
    sum += 0.5 * std::log(there[0] * there[0] + there[1] * there[1]);
  }
  return sum;
}

TEST(OwnTangents, ConvictAFeatureThatIsWronglyHeldConstant) {
  SmallSystem<2> system(crowd<2>("active_ou", 40));
  const auto score_of_place = [](const SmallSystem<2>& of, std::int64_t place, double(&out)[2]) {
    const double coefficient = neighbours_response(of, place);
    double drive[2];
    of.features().configuration().physics.load(score::drive, place, drive);
    for (int d = 0; d < 2; ++d) out[d] = coefficient * drive[d];
  };
  int convicted = 0;
  for (std::int64_t id = 0; id < 12; ++id) {
    const double held_constant = 2.0 * neighbours_response(system, system.place_of(id));
    const double whole = whole_divergence<Drives<2, 2>>(system, id, score_of_place);
    if (std::abs(whole - held_constant) > 1e-3) ++convicted;
  }
  EXPECT_GT(convicted, 6);
}

/// Along a path on which pairs come into reach of the force and of the network, and leave it.
void expect_no_jumps(const Deck& deck, int least_changes) {
  SmallSystem<2> system(deck);
  auto network = equivariant<score::PositionView<2>>();
  constexpr double h = 5e-4;
  const double along[2] = {0.8, 0.6};
  int changes = 0;
  std::int64_t seen_before = -1;
  double before[2] = {};
  double closest = 1e300;
  for (int step = 0; step < 4000 && closest > 0.85 * system.model().diameter; ++step) {
    const auto scores = network.evaluate(system);
    const std::int64_t place = system.place_of(0);
    const score::PositionView<2> view(system.list(), place / score::block_particles);
    const std::int64_t p = place - view.begin;
    std::int64_t seen = 0;
    closest = 1e300;
    for (std::int64_t e = view.first_of(p); e < view.first_of(p + 1); ++e) {
      seen += view.edge(e).slope != 0.0 ? 1001 : 1;
      closest = std::min(closest, view.edge(e).distance);
    }
    const bool changed = step > 0 && seen != seen_before;
    changes += changed ? 1 : 0;
    for (int d = 0; d < 2; ++d) {
      const double now = scores.score[static_cast<std::size_t>(d * system.particles() + place)];
      if (changed) {
        ASSERT_NEAR(now, before[d], 0.01 * (1.0 + std::abs(now))) << "at step " << step;
      }
      before[d] = now;
    }
    seen_before = seen;
    system.move_position(0, along, h);
  }
  EXPECT_GE(changes, least_changes);
}

/// And that of positions: the number of contacts, and the slope of a force that ends with one, jump.
TEST(OwnTangents, OfPositionsSeeNothingThatJumps) {
  Deck deck = crowd<2>("active_ou", 40);
  deck.start = Start::lattice;
  deck.pair = "wca";
  expect_no_jumps(deck, 3);
  // A force that reaches further than the network.
  deck.pair = "softplus";
  deck.force["steepness"] = 0.5;
  deck.force["cutoff"] = 7.0;
  expect_no_jumps(deck, 1);
}

}  // namespace
}  // namespace starling::active
