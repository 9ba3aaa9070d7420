// Refusing score decks that nothing could be learned with.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/active/model.hpp"
#include "drivers/active/score/force_jumps.hpp"
#include "drivers/score/deck.hpp"
#include "engine/learning/batch.hpp"

namespace starling::score {

namespace {

/// Of all densities.
double shortest_edge(const Deck& deck) {
  double shortest = active::shortest_edge(deck.system);
  for (std::int64_t density = 1; density < deck.densities(); ++density) {
    shortest = std::min(shortest, active::shortest_edge(deck.system_at(density)));
  }
  return shortest;
}

/// Smoothed data: of which systems there are scores.
void check_noise(const Schema& schema, const Deck& deck, const active::ScorePhysics& physics, bool positions) {
  const char* const key = deck.noise > 0.0 ? "data.noise" : "data.noise_position";
  if (physics.coupling != 0.0) schema.refuse(key, "is not there for exact_control, whose drives follow the forces");
  if (positions) schema.refuse(key, "smooths the score of drives only: give score.blocks = drive");
  if (physics.unit_vector && deck.noise > 0.0) {
    schema.refuse(key, fmt::format("is added to Gaussian drives; those of {} are unit vectors", deck.system.model));
  }
  // The normal numbers are below 7.
  if (7.0 * deck.noise_position > shortest_edge(deck)) {
    schema.refuse("data.noise_position", fmt::format("must be less than a seventh of the box edge {:.6g}",
                                                     active::shortest_edge(deck.system)));
  }
}

/// Systems of other densities than the deck's: simulated, and in nothing else different.
void check_densities(const Schema& schema, const Deck& deck) {
  const char* const key = "data.further_packing_fractions";
  constexpr std::size_t most_densities = 64;
  if (deck.further_packing_fractions.empty()) return;
  if (!deck.simulates()) schema.refuse(key, "is not read with data.run: frames are of that run's density");
  if (!deck.system.packing_fraction) schema.refuse(key, "needs system.packing_fraction, not a box");
  if (deck.system.external != "none")
    schema.refuse(key, "is not there with an external force, whose place the box sets");
  if (deck.system.start == active::Start::file) {
    schema.refuse(key, "is not there with system.start = file, which has one density");
  }
  if (deck.patience > 0) {
    schema.refuse("optimiser.patience", "would look at the densest system alone: leave it out with several densities");
  }
  if (deck.further_packing_fractions.size() >= most_densities) {
    schema.refuse(key, fmt::format("must be fewer than {}", most_densities));
  }
  for (std::int64_t density = 1; density < deck.densities(); ++density) {
    active::Deck other = deck.system_at(density);
    try {
      active::check(schema, other);
    } catch (const Failure& failure) {
      throw failure.reworded(fmt::format("{}: at {:g}, {}", key, *other.packing_fraction, failure.what()));
    }
    for (std::int64_t before = 0; before < density; ++before) {
      // As results are named.
      if (fmt::format("{:g}", *deck.system_at(before).packing_fraction) ==
          fmt::format("{:g}", *other.packing_fraction)) {
        schema.refuse(key, fmt::format("{:g} is there twice", *other.packing_fraction));
      }
    }
  }
}

/// The reach of the network's pairs must fit into the box, and the system must have a score.
template <int D>
void check_system(const Schema& schema, const Deck& deck) {
  const active::Model<D> model = active::make_model<D>(deck.system);
  std::string why;
  const auto physics = active::score_physics(model, why);
  if (!physics) schema.refuse("dynamics.model", why);
  const std::vector<active::Block> blocks = learned_blocks(deck, *physics);
  if (blocks.empty()) {
    schema.refuse("score.blocks", deck.blocks == Blocks::position
                                      ? "positions have no noise (dynamics.translational_diffusion) and so no score"
                                      : "orientations have no noise (dynamics.rotational_diffusion) and so no score");
  }
  const bool positions = blocks.back() == active::Block::position;
  if (positions) {
    const std::string jump = active::force_jump(model, *physics);
    if (!jump.empty()) {
      schema.refuse("score.blocks", fmt::format("positions have no score that a network could learn: {}; or learn the "
                                                "drive alone, with score.blocks = drive",
                                                jump));
    }
  }
  if (deck.noise > 0.0 || deck.noise_position > 0.0) check_noise(schema, deck, *physics, positions);
  const std::string without = deck.network->settings.no_positions();
  if (positions && !without.empty()) schema.refuse("network.name", without);
  const double range = deck.network->settings.edge_range * model.diameter;
  const double shortest = shortest_edge(deck);
  if (active::force_range(deck.system) > 0.0 && 2.0 * range > shortest) {
    schema.refuse(deck.network->is_trained() ? "network.edge_range" : "network.contact_range",
                  fmt::format("{:.6g} is more than half the box edge {:.6g}", range, shortest));
  }
}

void check_data(const Schema& schema, const Deck& deck) {
  if (!deck.held_out_run.empty() && deck.run.empty()) schema.refuse("data.held_out_run", "needs data.run");
  if (!deck.run.empty() && deck.held_out_run.empty()) {
    schema.refuse("data.run",
                  "a certificate needs frames that were not trained on: give data.held_out_run, of another "
                  "seed");
  }
  if (!deck.run.empty() && deck.run == deck.held_out_run) {
    schema.refuse("data.held_out_run",
                  "is the run that is trained on: a certificate needs another one, of another seed");
  }
  if (deck.run.empty()) return;
  if (deck.replicas > 1) schema.refuse("ensemble.replicas", "several trainings on the frames of one run are not there");
  // A dumped deck gives every key that has a default.
  const Deck defaults;
  const std::array<std::pair<const char*, bool>, 4> unread{
      {{"data.equilibration", deck.equilibration != defaults.equilibration},
       {"data.equilibration_time_step", deck.equilibration_time_step.has_value()},
       {"data.frame_every", deck.frame_every != defaults.frame_every},
       {"data.held_out_every", deck.held_out_every.has_value()}}};
  for (const auto& [key, changed] : unread) {
    if (changed) schema.refuse(key, "is not read with data.run: frames are as the run wrote them");
  }
}

}  // namespace

std::vector<active::Block> learned_blocks(const Deck& deck, const active::ScorePhysics& physics) {
  std::vector<active::Block> blocks = active::noisy_blocks(physics);
  if (deck.blocks == Blocks::all) return blocks;
  const active::Block only = deck.blocks == Blocks::drive ? active::Block::drive : active::Block::position;
  std::erase_if(blocks, [&](active::Block block) { return block != only; });
  return blocks;
}

active::Deck Deck::system_at(std::int64_t density) const {
  active::Deck other = system;
  if (density > 0) other.packing_fraction = further_packing_fractions[static_cast<std::size_t>(density - 1)];
  return other;
}

void check(const Schema& schema, Deck& deck) {
  deck.system.seed = deck.seed;
  deck.system.observe_every = 0;  // no displacements: particles carry no origins
  active::check(schema, deck.system);
  check_data(schema, deck);
  check_densities(schema, deck);
  active::check_network(schema, deck.network->settings);
  if (!deck.network->is_trained()) deck.network->settings.edge_range = deck.network->settings.contact_range;
  active::in_dimension(deck.system, [&](auto dimension) { check_system<dimension()>(schema, deck); });
  if (deck.batch % learning::particles_per_block != 0) {
    schema.refuse("optimiser.batch",
                  fmt::format("must be a multiple of {}, not {}", learning::particles_per_block, deck.batch));
  }
  if (deck.network->is_trained() && deck.updates == 0) schema.refuse("run.updates", "a network needs updates");
  if (deck.loss == Loss::denoising) {
    if (!deck.network->is_trained()) {
      schema.refuse("score.loss", "a score in closed form is that of the implicit loss: leave it out");
    }
    if (deck.noise == 0.0) {
      schema.refuse("score.loss", "denoising needs noise: give data.noise, the standard deviation of that of drives");
    }
    if (deck.batch % (2 * learning::particles_per_block) != 0) {
      schema.refuse("optimiser.batch", fmt::format("must be a multiple of {} with score.loss = denoising, not {}",
                                                   2 * learning::particles_per_block, deck.batch));
    }
  }
  if (!deck.network->is_trained() && deck.base == Base::none) {
    schema.refuse("score.base", "a score in closed form is its own base");
  }
  if (!deck.network->is_trained() && deck.updates > 0) {
    schema.refuse("run.updates", "a score in closed form is not trained: leave it out");
  }
  learning::settle_rate(schema, "optimiser", learner_words(), deck);
}

}  // namespace starling::score
