// Declaring the keys of the active-matter deck.
#include "drivers/active/deck.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "drivers/active/model.hpp"
#include "kernels/math/cube_root.hpp"

namespace starling::active {

namespace {

void describe_run(Schema& schema, Deck& deck) {
  schema.section("run", "How long, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("steps", deck.steps, "number of time steps").at_least(0).required().may_change_on_restart();
  schema
      .key("equilibration", deck.equilibration,
           "steps before averages begin; rounded up to a multiple of output.observe_every")
      .at_least(0);
  schema.section("ensemble", "How many independent copies of the system; with several, standard errors are over them.");
  // A million replicas of the most particles still have rows that doubles number exactly.
  schema.key("replicas", deck.replicas, "independent copies, spread over the ranks").at_least(1).at_most(1e6);
}

void describe_machinery(Schema& schema, Deck& deck) {
  schema.section("neighbours", "Neighbour lists. Nothing here changes a result.");
  schema.key("skin", deck.skin, "how much further than the cutoff lists reach; auto tunes it while running")
      .greater_than(0)
      .or_word("auto")
      .unit("length")
      .may_change_on_restart();
  describe_observables(schema, deck);
  schema.section("score", "A score that job = score has learned, for local entropy production.");
  schema
      .key("network", deck.score_network,
           "network file (network.h5) of a run of job = score with the same physics, a path from the working directory "
           "or "
           "the deck's folder; or several of one architecture with commas between them, whose mean score is taken")
      .unset_means("no learned score");
  schema.section("decomposition", "How the box is divided among ranks. Nothing here changes a result.");
  schema.key("rebalance_every", deck.rebalance_every, "steps between looks at the balance of particles; 0: never")
      .at_least(0)
      .unit("steps")
      .may_change_on_restart();
  schema.key("rebalance_threshold", deck.rebalance_threshold, "largest over mean particles a rank that is still borne")
      .at_least(1)
      .may_change_on_restart();
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "steps between observations; 0: none")
      .at_least(0)
      .unit("steps")
      .may_change_on_restart();
  schema.key("trajectory_every", deck.trajectory_every, "steps between frames of the trajectory; 0: none")
      .at_least(0)
      .unit("steps")
      .may_change_on_restart();
  declare_checkpoints(schema, deck, "steps").unit("steps");
}

}  // namespace

void describe_system(Schema& schema, Deck& deck) {
  schema.section("system", "What is simulated. The box is periodic.");
  schema.key("dimension", deck.dimension, "dimension of space").at_least(1).at_most(3).symbol("d");
  schema.key("particles", deck.particles, "number of particles")
      .at_least(1)
      .at_most(2147483647.0)
      .required()
      .symbol("N");
  schema
      .key("packing_fraction", deck.packing_fraction,
           "volume fraction of spheres of the given radius; sets a cubic box")
      .greater_than(0)
      .symbol("phi");
  schema.key("box", deck.box, "edge length, one for all axes or one an axis; instead of packing_fraction")
      .each_greater_than(0)
      .unit("length")
      .symbol("L");
  schema.key("radius", deck.radius, "particle radius").greater_than(0).unit("length").symbol("R");
  schema.key(
      "start", deck.start,
      {{"blob", Start::blob}, {"uniform", Start::uniform}, {"lattice", Start::lattice}, {"file", Start::file}},
      "where particles begin: a Gaussian blob a quarter of the box wide, anywhere, a square or cubic lattice, or "
      "as in start_file");
  schema.key(
      "start_file", deck.start_file,
      "trajectory (H5MD) or checkpoint to begin from, with start = file; a path from the working directory or the "
      "deck's folder");
  schema.key("start_frame", deck.start_frame, "frame of start_file: from 0, or backwards from -1, the last");
  schema.key("start_box", deck.start_box,
             {{"refuse", StartBox::refuse}, {"rescale", StartBox::rescale}, {"ignore", StartBox::ignore}},
             "what to do when start_file has another box: refuse it, stretch its positions, or take them as they are");
  schema.key("start_origin", deck.start_origin,
             {{"auto", StartOrigin::found}, {"corner", StartOrigin::corner}, {"centre", StartOrigin::centre}},
             "which point of its box start_file has at the origin; auto finds it, or refuses where it matters");
}

void describe(Schema& schema, Deck& deck) {
  describe_run(schema, deck);
  describe_system(schema, deck);
  describe_models(schema, deck);
  describe_machinery(schema, deck);
}

Deck read_deck(const std::string& text, const std::string& file) {
  Deck deck;
  Schema schema("active", "the deck of another run");
  describe(schema, deck);
  schema.read(text, file);
  return deck;
}

std::vector<double> box_edges(const Deck& deck) {
  if (deck.box.size() == 1) return std::vector<double>(deck.dimension, deck.box.front());
  if (!deck.box.empty()) return deck.box;
  const double total =
      static_cast<double>(deck.particles) * ball_volume(deck, deck.radius) / deck.packing_fraction.value_or(1.0);
  const double edge = deck.dimension == 1 ? total : deck.dimension == 2 ? std::sqrt(total) : math::cube_root(total);
  return std::vector<double>(deck.dimension, edge);
}

double shortest_edge(const Deck& deck) {
  const std::vector<double> edges = box_edges(deck);
  return *std::min_element(edges.begin(), edges.end());
}

double box_volume(const Deck& deck) {
  double volume = 1.0;
  for (const double edge : box_edges(deck)) volume *= edge;
  return volume;
}

double ball_volume(const Deck& deck, double radius) {
  constexpr double pi = 3.141592653589793;
  const double r = radius;
  return deck.dimension == 1 ? 2.0 * r : deck.dimension == 2 ? pi * r * r : 4.0 / 3.0 * pi * r * r * r;
}

double force_diameter(const Deck& deck) { return deck.diameter.value_or(2.0 * deck.radius); }

double force_range(const Deck& deck) {
  return std::visit([](const auto& pair) { return pair.cutoff; }, make_pair_force(deck));
}

double cluster_range(const Deck& deck) {
  if (deck.cluster_distance) return *deck.cluster_distance;
  const double range = force_range(deck);
  return range > 0.0 && std::isfinite(range) ? 1.2 * force_diameter(deck) : 0.0;
}

double first_skin(const Deck& deck) {
  const double range = force_range(deck);
  if (range == 0.0) return 0.0;
  double diameters = 0.3;
  visit_named<PairForce>(deck.pair, [&](auto type) {
    if constexpr (requires { decltype(type)::type::first_skin; }) diameters = decltype(type)::type::first_skin;
  });
  const double wish = deck.skin.value_or(diameters * force_diameter(deck));
  if (deck.skin || !std::isfinite(range)) return wish;
  return std::min(wish, 0.99 * (0.5 * shortest_edge(deck) - range));
}

std::int64_t displacement_steps(const Deck& deck) {
  const std::int64_t every = deck.observe_every;
  const bool tenfold = every <= std::numeric_limits<std::int64_t>::max() / 10;
  return every == 0 ? 0 : deck.displacement_lag.value_or(tenfold ? 10 * every : every);
}

}  // namespace starling::active
