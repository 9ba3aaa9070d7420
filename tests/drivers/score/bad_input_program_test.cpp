// Bad decks of the score job, and bad runs to learn from: one clear line, the documented exit code on any number of ranks, nothing
// written.
#include <gtest/gtest.h>

#include "tests/drivers/network_damage.hpp"
#include "tests/drivers/refusals.hpp"
#include "tests/drivers/score/runs.hpp"

namespace starling::test {
namespace {

TEST(ScoreBadInput, DecksAndCombinations) {
  const Scratch scratch;
  const auto network = [](const std::string& name, const Arguments& changes, const std::vector<std::string>& words) {
    return Case{name, "quick", changes, words};
  };
  expect_refused(
      {
          network("unknown network", {"--network.name=equivarient"}, {"network.name", "equivariant"}),
          network("unknown key", {"--network.widht=32"}, {"no such key", "network.width"}),
          network("unknown activation", {"--network.activation=relu"},
                  {"network.activation", "relu", "silu", "softplus"}),
          network("no width", {"--network.width=0"}, {"network.width", "at least 16"}),
          network("an uneven width", {"--network.width=24"}, {"network.width", "multiple of 16", "24"}),
          network("an endless width", {"--network.width=2048"}, {"network.width", "at most 1024"}),
          network("a width of what has none", {"--network.name=linear", "--run.updates=0", "--network.width=32"},
                  {"network.width"}),
          network("heads that do not share the width", {"--network.name=local_transformer", "--network.heads=3"},
                  {"network.heads", "3 heads", "network.width = 32"}),
          network("heads of half a vector", {"--network.name=local_transformer", "--network.heads=4"},
                  {"network.heads", "4 heads", "multiples of 16"}),
          network("unknown inputs", {"--network.name=local_transformer", "--network.inputs=pixels"},
                  {"network.inputs", "physics", "coordinates"}),
          network("no encoder", {"--network.name=local_transformer", "--network.blocks=0"},
                  {"network.blocks", "at least 1"}),
          network("an uneven hidden layer", {"--network.name=local_transformer", "--network.hidden=40"},
                  {"network.hidden", "multiple of 16", "40"}),
          network("too many hidden layers", {"--network.name=local_transformer", "--network.depth=9"},
                  {"network.depth", "at most 8"}),
          network("heads of what has none", {"--network.heads=2"}, {"network.heads"}),
          network("a transformer of positions",
                  {"--network.name=local_transformer", "--dynamics.translational_diffusion=0.01"},
                  {"network.name", "local_transformer", "score.blocks = drive"}),
          network("filters of positions", {"--network.name=filter_bank", "--dynamics.translational_diffusion=0.01"},
                  {"network.name", "filter_bank", "score.blocks = drive"}),
          network("filters without probes", {"--network.name=filter_bank", "--network.probes=0"},
                  {"network.probes", "at least 1"}),
          network("more probes than there are", {"--network.name=filter_bank", "--network.probes=17"},
                  {"network.probes", "at most 16"}),
          network("probes of what needs none", {"--network.probes=2"}, {"network.probes"}),
          network("messages further than half the box", {"--network.edge_range=15"},
                  {"network.edge_range", "30", "half the box edge"}),
          network("contacts further than half the box",
                  {"--network.name=linear", "--run.updates=0", "--network.contact_range=15"},
                  {"network.contact_range", "half the box edge"}),
          network("contacts further than messages", {"--network.contact_range=1.6"},
                  {"network.contact_range", "at most network.edge_range = 1.5"}),
          network("no length", {"--network.contact_range=0"}, {"network.contact_range", "greater than 0"}),
          network("negative clip", {"--optimiser.clip=-1"}, {"optimiser.clip", "greater than 0"}),
          network("half a block", {"--optimiser.batch=33"}, {"optimiser.batch", "multiple of 32", "33"}),
          network("no batch", {"--optimiser.batch=0"}, {"optimiser.batch", "at least 32"}),
          network("an unknown rule", {"--optimiser.method=sgd"}, {"optimiser.method", "adam", "radam"}),
          network("no rate", {"--optimiser.rate=0"}, {"optimiser.rate", "greater than 0"}),
          network("an average that forgets nothing", {"--optimiser.average=1"}, {"optimiser.average", "less than 1"}),
          network("no updates", {"--run.updates=0"}, {"run.updates", "needs updates"}),
          network("updates of a closed form", {"--network.name=linear"}, {"run.updates", "not trained"}),
          network("no end of the warm-up", {"--optimiser.warm_up=300"}, {"optimiser.warm_up", "run.updates = 300"}),
          network("one held-out frame", {"--data.held_out_frames=1"}, {"data.held_out_frames", "at least 2"}),
          network("negative noise", {"--data.noise=-1"}, {"data.noise", "at least 0"}),
          network("noise on unit vectors",
                  {"--data.noise=0.5", "--score.blocks=drive", "--dynamics.model=active_brownian",
                   "--dynamics.relaxation_rate=", "--dynamics.rotational_diffusion=1",
                   "--dynamics.translational_diffusion=1"},
                  {"data.noise", "unit vectors"}),
          network("noise and positions", {"--data.noise=0.5", "--dynamics.translational_diffusion=1"},
                  {"data.noise", "score.blocks = drive"}),
          network("noise on what positions are learned of",
                  {"--data.noise_position=0.1", "--dynamics.translational_diffusion=1"},
                  {"data.noise_position", "score.blocks = drive"}),
          network("noise beyond the box", {"--data.noise_position=30"}, {"data.noise_position", "seventh of the box"}),
          network("denoising without noise", {"--score.loss=denoising"}, {"score.loss", "data.noise"}),
          network("denoising without noise on drives", {"--score.loss=denoising", "--data.noise_position=0.1"},
                  {"score.loss", "data.noise"}),
          network("denoising of half a pair", {"--score.loss=denoising", "--data.noise=0.1", "--optimiser.batch=96"},
                  {"optimiser.batch", "multiple of 64", "96"}),
          network("denoising in closed form",
                  {"--score.loss=denoising", "--data.noise=0.1", "--network.name=linear", "--run.updates=0"},
                  {"score.loss", "closed form"}),
          network("a density twice", {"--data.further_packing_fractions=0.3,0.5"},
                  {"data.further_packing_fractions", "0.5 is there twice"}),
          network("patience with several densities", {"--data.further_packing_fractions=0.3", "--optimiser.patience=3"},
                  {"optimiser.patience", "densities"}),
          network("densities from a file",
                  {"--data.further_packing_fractions=0.3", "--system.start=file", "--system.start_file=a.h5"},
                  {"data.further_packing_fractions", "system.start = file"}),
          network("no density", {"--data.further_packing_fractions=0"}, {"data.further_packing_fractions", "greater"}),
          network("too dense a system", {"--data.further_packing_fractions=50"},
                  {"data.further_packing_fractions", "at 50", "the box is too small"}),
          network("messages too long for one of the densities",
                  {"--data.further_packing_fractions=0.3,10", "--network.edge_range=2.5"},
                  {"network.edge_range", "half the box edge"}),
          network("densities in a box",
                  {"--data.further_packing_fractions=0.3", "--system.packing_fraction=", "--system.box=40"},
                  {"data.further_packing_fractions", "system.packing_fraction"}),
          network(
              "densities in a trap",
              {"--data.further_packing_fractions=0.3", "--force.external=harmonic_trap", "--force.trap_stiffness=1"},
              {"data.further_packing_fractions", "external force"}),
          network("densities of runs",
                  {"--data.run=one", "--data.held_out_run=two", "--data.further_packing_fractions=0.3",
                   "--data.equilibration=0", "--data.frame_every=1000", "--data.held_out_every="},
                  {"data.further_packing_fractions", "data.run"}),
          network("an unknown loss", {"--score.loss=lag"}, {"score.loss", "implicit", "denoising"}),
          network("positions without noise", {"--score.blocks=position"},
                  {"score.blocks", "dynamics.translational_diffusion", "no score"}),
          network("orientations without noise",
                  {"--score.blocks=drive", "--dynamics.model=active_brownian", "--dynamics.relaxation_rate=",
                   "--dynamics.rotational_diffusion=0", "--dynamics.translational_diffusion=1"},
                  {"score.blocks", "dynamics.rotational_diffusion", "no score"}),
          network("a force that ends with a jump",
                  {"--dynamics.translational_diffusion=1", "--force.steepness=1", "--force.cutoff=2.5"},
                  {"score.blocks", "the pair force ends with", "force.cutoff"}),
          network("particles that pass on a line", {"--dynamics.translational_diffusion=10", "--system.dimension=1"},
                  {"score.blocks", "on a line", "barrier"}),
          network("an unknown block", {"--score.blocks=velocity"}, {"score.blocks", "position"}),
          network("a closed form without a base", {"--network.name=linear", "--run.updates=0", "--score.base=none"},
                  {"score.base"}),
          network("no frames", {"--data.frames=0"}, {"data.frames", "at least 1"}),
          network("no steps between frames", {"--data.frame_every=0"}, {"data.frame_every", "at least 1"}),
          network("no equilibration time step", {"--data.equilibration_time_step=0"},
                  {"data.equilibration_time_step", "greater than 0"}),
          network("a held-out run alone", {"--data.held_out_run=other"}, {"data.held_out_run", "needs data.run"}),
          network("a run alone", {"--data.run=one"}, {"data.run", "held_out_run"}),
          network("one run for both", {"--data.run=one", "--data.held_out_run=one"},
                  {"data.held_out_run", "another seed"}),
          network("trainings on one run", {"--data.run=one", "--data.held_out_run=other", "--ensemble.replicas=2"},
                  {"ensemble.replicas"}),
          network("steps before the frames of a run", {"--data.run=one", "--data.held_out_run=other"},
                  {"data.equilibration", "not read with data.run"}),
          network("passive particles",
                  {"--dynamics.model=brownian", "--dynamics.self_propulsion=", "--dynamics.relaxation_rate=",
                   "--dynamics.translational_diffusion=1"},
                  {"dynamics.model", "active_ou, active_brownian and exact_control", "brownian"}),
          network("tumbles",
                  {"--dynamics.model=run_and_tumble", "--dynamics.relaxation_rate=", "--dynamics.tumble_rate=1"},
                  {"dynamics.model", "run_and_tumble"}),
          network("no self-propulsion", {"--dynamics.self_propulsion=0"}, {"dynamics.self_propulsion = 0"}),
          network("no diffusion",
                  {"--dynamics.model=active_brownian", "--dynamics.relaxation_rate=",
                   "--dynamics.rotational_diffusion=0", "--dynamics.translational_diffusion=0"},
                  {"dynamics.rotational_diffusion = 0"}),
          network("a mixture",
                  {"--species.fractions=0.5 0.5", "--species.self_propulsion=0.1 0", "--dynamics.self_propulsion="},
                  {"several"}),
      },
      scratch, &score_deck);
}

TEST(ScoreBadInput, DecksWithoutAName) {
  const Scratch scratch;
  std::string deck = read_file(score_deck("quick"));
  write_file(scratch / "unnamed.ini",
             deck.erase(deck.find("[network]"), deck.find("[optimiser]") - deck.find("[network]")));
  expect_refused("no network", {"unnamed.ini"}, scratch, bad_input, {"network.name"});
}

TEST(ScoreBadInput, RunsToLearnFrom) {
  const Scratch scratch;
  const auto make = [&](const std::string& name, int seed, const Arguments& changes = {}) {
    Arguments arguments = run_of_frames(name, seed);
    arguments.insert(arguments.end(), changes.begin(), changes.end());
    ASSERT_EQ(run(0, arguments, scratch.folder()).code, 0) << name;
  };
  make("one", 1);
  make("other", 2);
  make("twin", 1);
  make("slow", 3, {"--dynamics.time_step=0.01"});
  make("larger", 4, {"--system.particles=65"});
  make("blown", 5);
  poison(scratch / "blown" / "trajectory.h5", "particles/trajectory/position/value");
  fs::create_directory(scratch / "empty");
  const ScoreRun short_run = run_on_frames();
  const auto frames = [&](const std::string& name, const Arguments& changes, const std::vector<std::string>& words) {
    Case one{name, "quick", short_run.changes, words};
    one.changes.insert(one.changes.end(), changes.begin(), changes.end());
    return one;
  };
  expect_refused(
      {
          frames("no such run", {"--data.run=none"}, {"data.run = none", "no finished run"}),
          frames("a folder that is no run", {"--data.held_out_run=empty"}, {"data.held_out_run = empty", "deck.ini"}),
          frames("one seed", {"--data.held_out_run=twin"}, {"data.held_out_run", "seed 1"}),
          frames("another time step", {"--data.held_out_run=slow"},
                 {"data.held_out_run", "dynamics.time_step is 0.02 here and 0.01 there"}),
          frames("more particles", {"--data.held_out_run=larger"}, {"data.held_out_run = larger", "65", "64"}),
          frames("more frames than there are", {"--data.frames=9"}, {"data.run = one", "no frame", "8"}),
          frames("not a number", {"--data.held_out_run=blown"}, {"data.held_out_run = blown", "not finite"}),
      },
      scratch, &score_deck);
}

TEST(ScoreBadInput, RestartsThatDoNotFit) {
  const Scratch scratch;
  const ScoreRun& short_run = score_runs().front();
  ASSERT_EQ(run(0, short_run.arguments("run"), scratch.folder()).code, 0);
  const auto refused = [&](const Arguments& changes, const std::vector<std::string>& words) {
    Arguments arguments = short_run.arguments("run", {"--restart"});
    arguments.insert(arguments.end(), changes.begin(), changes.end());
    expect_refused(changes.front(), arguments, scratch, bad_input, words);
  };
  refused({"--data.frames=13"}, {"data.frames", "a restart must not change it"});
  refused({"--network.activation=gelu"}, {"network.activation", "a restart must not change it"});
  refused({"--dynamics.self_propulsion=0.2"}, {"dynamics.self_propulsion", "a restart must not change it"});
  Arguments arguments = score_run("linear-active_ou-2d").arguments("run", {"--restart"});
  expect_refused("another network", arguments, scratch, bad_input, {"network.name", "written with equivariant"});
}

}  // namespace
}  // namespace starling::test
