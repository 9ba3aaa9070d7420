// Declaring and checking the keys of the score deck.
#include "drivers/score/deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/active/model.hpp"
#include "drivers/active/score/force_jumps.hpp"
#include "engine/learning/batch.hpp"

namespace starling::score {

namespace {

void describe_run(Schema& schema, Deck& deck) {
  schema.section("run", "How long, and with which random numbers.");
  schema.key("seed", deck.seed, "seed of every random number; the same seed gives the same bits");
  schema.key("updates", deck.updates, "updates of the network's parameters").at_least(0).at_most(1e9);
  schema.section("ensemble", "How many independent trainings, each on a system of its own.");
  schema.key("replicas", deck.replicas, "independent trainings, spread over the ranks").at_least(1).at_most(1e6);
}

void describe_data(Schema& schema, Deck& deck) {
  schema.section(
      "data",
      "What is learned from: frames of the system, simulated here or of a finished run. Held-out frames are of "
      "another system with another seed.");
  schema.key("run", deck.run, "directory of a finished run of the active job whose frames are learned from")
      .unset_means("the system is simulated here");
  schema.key("held_out_run", deck.held_out_run, "directory of another run, with another seed, for the held-out frames")
      .unset_means("the system is simulated here");
  schema.key("equilibration", deck.equilibration, "steps before the first frame").at_least(0).unit("steps");
  schema
      .key("equilibration_time_step", deck.equilibration_time_step,
           "time step of the equilibration, which may be longer than dynamics.time_step")
      .greater_than(0)
      .unset_means("dynamics.time_step");
  schema.key("frames", deck.frames, "frames to learn from").at_least(1).at_most(1e7);
  schema.key("frame_every", deck.frame_every, "steps from one frame to the next").at_least(1).unit("steps");
  schema.key("held_out_frames", deck.held_out_frames, "frames that training never sees, for the certificate")
      .at_least(2)
      .at_most(1e7);
  schema.key("held_out_every", deck.held_out_every, "steps from one held-out frame to the next")
      .at_least(1)
      .unit("steps")
      .unset_means("frame_every");
  schema
      .key("noise", deck.noise,
           "standard deviation of noise that is added to the drives of all frames: the score of smoothed data, which "
           "holds "
           "less of the entropy production; for comparison with the literature")
      .at_least(0)
      .symbol("sigma_n");
}

void describe_score(Schema& schema, Deck& deck) {
  schema.section("score", "Whose scores are learned, and from what on.");
  schema.key("blocks", deck.blocks, {{"all", Blocks::all}, {"drive", Blocks::drive}, {"position", Blocks::position}},
             "variables whose score is learned, each with a network of its own; all: those that have noise");
  schema.key("base", deck.base, {{"linear", Base::linear}, {"none", Base::none}},
             "what a network is added to: the score in closed form, or nothing");
}

void describe_optimiser(Schema& schema, Deck& deck) {
  schema.section("optimiser", "How the parameters are found.");
  schema.key("method", deck.optimiser,
             {{"adam", learning::OptimiserKind::adam}, {"radam", learning::OptimiserKind::radam}},
             "rule of an update (Kingma & Ba 2015, Liu et al. 2020)");
  schema.key("batch", deck.batch, "particles of an update, a multiple of 32").at_least(32).at_most(1e7);
  schema.key("rate", deck.rate.highest, "learning rate, the highest of a schedule").greater_than(0).at_most(1);
  schema.key("schedule", deck.rate.kind,
             {{"constant", learning::RateKind::constant}, {"cosine", learning::RateKind::cosine}},
             "how the rate goes on after the warm-up");
  schema.key("warm_up", deck.warm_up, "updates over which the rate rises")
      .at_least(0)
      .unit("updates")
      .unset_means("100, or a twentieth of run.updates");
  schema.key("final_fraction", deck.rate.final_fraction, "of the rate, at the end of a cosine").at_least(0).at_most(1);
  schema
      .key("clip", deck.clip,
           "largest norm of a gradient, in units of the linear score's loss; larger ones are shortened")
      .greater_than(0);
  schema.key("average", deck.average, "memory per update of the averaged parameters, which are the result")
      .at_least(0)
      .less_than(1);
  schema
      .key("patience", deck.patience,
           "observations without a lower held-out loss after which training ends, with the best parameters; 0: it does "
           "not look")
      .at_least(0);
}

void describe_output(Schema& schema, Deck& deck) {
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "updates between rows of the table, each with a certificate")
      .at_least(1)
      .unit("updates");
  declare_checkpoints(schema, deck, "units", ". A unit is an interval between frames, or an update").unit("units");
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
  if (deck.noise > 0.0 && physics->coupling != 0.0) {
    schema.refuse("data.noise",
                  "is not there for exact_control, whose known rate would be that of the smoothed drives");
  }
  if (deck.noise > 0.0 && positions) {
    schema.refuse("data.noise", "is added to drives: give score.blocks = drive");
  }
  if (physics->unit_vector && deck.noise > 0.0) {
    schema.refuse("data.noise",
                  fmt::format("is added to Gaussian drives; those of {} are unit vectors", deck.system.model));
  }
  if (deck.network == nullptr) return;
  if (positions && !deck.network->settings.has_positions()) schema.refuse("network.name", active::no_positions);
  const double range = deck.network->settings.edge_range * model.diameter;
  const double shortest = active::shortest_edge(deck.system);
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

void choose(Deck& deck, std::span<const Assignment> given) {
  deck.network = choose_as<active::ChosenNetwork>(active::network_choice(), given);
}

void describe(Schema& schema, Deck& deck) {
  describe_run(schema, deck);
  active::describe_system(schema, deck.system);
  active::describe_models(schema, deck.system);
  describe_data(schema, deck);
  describe_score(schema, deck);
  active::network_choice().describe(schema, deck.network_name, deck.network.get());
  describe_optimiser(schema, deck);
  describe_output(schema, deck);
}

void check(const Schema& schema, Deck& deck) {
  deck.system.seed = deck.seed;
  deck.system.observe_every = 0;  // no displacements: particles carry no origins
  active::check(schema, deck.system);
  check_data(schema, deck);
  if (deck.network == nullptr) return;
  active::check_network(schema, deck.network->settings);
  if (!deck.network->is_trained()) deck.network->settings.edge_range = deck.network->settings.contact_range;
  active::in_dimension(deck.system, [&](auto dimension) { check_system<dimension()>(schema, deck); });
  if (deck.batch % learning::particles_per_block != 0) {
    schema.refuse("optimiser.batch",
                  fmt::format("must be a multiple of {}, not {}", learning::particles_per_block, deck.batch));
  }
  if (deck.network->is_trained() && deck.updates == 0) schema.refuse("run.updates", "a network needs updates");
  if (!deck.network->is_trained() && deck.base == Base::none) {
    schema.refuse("score.base", "a score in closed form is its own base");
  }
  if (!deck.network->is_trained() && deck.updates > 0) {
    schema.refuse("run.updates", "a score in closed form is not trained: leave it out");
  }
  deck.rate.warm_up = deck.warm_up.value_or(std::min<std::int64_t>(100, deck.updates / 20));
  if (deck.network->is_trained() && deck.rate.warm_up >= deck.updates) {
    schema.refuse("optimiser.warm_up", fmt::format("must be below run.updates = {}", deck.updates));
  }
  deck.rate.updates = deck.updates;
}

}  // namespace starling::score
