// Declaring the keys of the score deck.
#include "drivers/score/deck.hpp"

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
  schema
      .key("further_packing_fractions", deck.further_packing_fractions,
           "packing fractions of systems that are learned from beside the deck's own, each with as many particles, "
           "frames and held-out frames")
      .greater_than(0)
      .unset_means("none");
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
           "holds less of the entropy production; for comparison with the literature")
      .at_least(0)
      .symbol("sigma_n");
  schema
      .key("noise_position", deck.noise_position,
           "standard deviation of noise that is added to the positions of all frames, in every direction")
      .at_least(0)
      .unit("length")
      .symbol("sigma_x");
}

void describe_score(Schema& schema, Deck& deck) {
  schema.section("score", "Whose scores are learned, and from what on.");
  schema.key("blocks", deck.blocks, {{"all", Blocks::all}, {"drive", Blocks::drive}, {"position", Blocks::position}},
             "variables whose score is learned, each with a network of its own; all: those that have noise");
  schema.key("base", deck.base, {{"linear", Base::linear}, {"none", Base::none}},
             "what a network is added to: the score in closed form, or nothing");
  schema.key("loss", deck.loss, {{"implicit", Loss::implicit}, {"denoising", Loss::denoising}},
             "what is made least: |s|^2 + 2 div s with exact divergences, or |s|^2 + 2 s.zeta/sigma of data with noise "
             "sigma zeta (data.noise), each frame with zeta and with -zeta");
}

void describe_output(Schema& schema, Deck& deck) {
  schema.section("output", "Where results go, and how often.");
  declare_directory(schema, deck);
  schema.key("observe_every", deck.observe_every, "updates between rows of the table, each with a certificate")
      .at_least(1)
      .unit("updates");
  declare_checkpoints(schema, deck, "units", ". A unit is an interval between frames, or an update").unit("units");
}

}  // namespace

const learning::LearnerWords& learner_words() {
  static const learning::LearnerWords words{"method", "run.updates", "particles", "the linear score's loss",
                                            "observations"};
  return words;
}

std::vector<Selection*> selections(Deck& deck) { return {&deck.network}; }

void describe(Schema& schema, Deck& deck) {
  describe_run(schema, deck);
  active::describe_system(schema, deck.system);
  active::describe_models(schema, deck.system);
  describe_data(schema, deck);
  describe_score(schema, deck);
  deck.network.describe(schema);
  schema.section("optimiser", "How the parameters are found.");
  learning::declare_learner(schema, deck, learner_words());
  describe_output(schema, deck);
}

}  // namespace starling::score
