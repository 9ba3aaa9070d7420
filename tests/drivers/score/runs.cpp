// The runs of the score job that the tests compare, and their fingerprints.
#include "tests/drivers/score/runs.hpp"

#include <algorithm>
#include <stdexcept>

namespace starling::test {
namespace {

/// Frames of a small system.
Arguments simulated(const Arguments& more) {
  return joined({"--system.particles=64", "--data.equilibration=50", "--data.frames=12", "--data.frame_every=10",
                 "--data.held_out_frames=6", "--data.held_out_every=15",
                 "--output.checkpoint_every=" + std::to_string(ScoreRun::stop_at)},
                more);
}

/// A small network.
Arguments equivariant(const Arguments& more) {
  return joined({"--network.width=16", "--run.updates=24", "--optimiser.batch=96", "--optimiser.warm_up=5",
                 "--output.observe_every=7"},
                more);
}

Arguments transformer(const Arguments& more) {
  return joined(equivariant({"--network.name=local_transformer", "--network.hidden=16"}), more);
}

/// In closed form, which takes no updates.
Arguments linear(const Arguments& more) { return joined({"--network.name=linear", "--run.updates=0"}, more); }

/// Active Brownian particles with a force that does not read the softplus force's keys.
Arguments brownian(const Arguments& more) {
  return joined({"--dynamics.model=active_brownian", "--dynamics.relaxation_rate=", "--dynamics.time_step=1e-3",
                 "--dynamics.self_propulsion=2", "--dynamics.rotational_diffusion=0.5",
                 "--dynamics.translational_diffusion=0.1", "--force.pair=wca", "--force.steepness=", "--force.cutoff="},
                more);
}

/// A run of the active job of the first short run's physics.
Arguments active_run(const std::string& directory, const Arguments& more) {
  return joined({deck_path("quick"), "--output.directory=" + directory, "--system.particles=64",
                 "--dynamics.time_step=0.02", "--dynamics.self_propulsion=0.1", "--dynamics.relaxation_rate=0.02",
                 "--output.observe_every=20", "--output.trajectory_every=40", "--run.equilibration=0",
                 "--output.checkpoint_every=0", "--observables.displacement_lag=100"},
                more);
}

}  // namespace

std::string score_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/score/" + name + ".ini"; }

Arguments ScoreRun::arguments(const std::string& directory, const Arguments& more) const {
  return joined(joined({score_deck("quick"), "--output.directory=" + directory}, changes), more);
}

const std::vector<ScoreRun>& score_runs() {
  static const std::vector<ScoreRun> list{
      {"equivariant-active_ou-2d", equivariant(simulated({"--data.equilibration_time_step=0.05"}))},
      {"linear-active_ou-2d", linear(simulated({}))},
      // Fewer frames than blocks, other rules of updating, and the best of the parameters.
      {"equivariant-active_brownian-2d",
       joined(equivariant(simulated(brownian({"--dynamics.chirality=0.3", "--network.activation=gelu"}))),
              {"--data.frames=2", "--data.equilibration=150", "--optimiser.method=radam",
               "--optimiser.schedule=constant", "--optimiser.patience=2", "--optimiser.batch=160"})},
      {"equivariant-active_ou-3d",
       equivariant(simulated({"--system.dimension=3", "--system.packing_fraction=0.3", "--force.external=harmonic_trap",
                              "--force.trap_stiffness=0.01", "--network.activation=tanh"}))},
      {"linear-active_brownian-3d",
       linear(simulated(brownian({"--system.dimension=3", "--system.packing_fraction=0.2"})))},
      {"equivariant-active_ou-1d",
       joined(equivariant(simulated({"--system.dimension=1", "--ensemble.replicas=2", "--network.activation=softplus",
                                     "--dynamics.translational_diffusion=0.01"})),
              {"--optimiser.batch=32"})},
      {"equivariant-denoising-2d",
       joined(equivariant(simulated({"--score.loss=denoising", "--data.noise=0.1", "--data.noise_position=0.01"})),
              {"--optimiser.batch=128"})},
      {"equivariant-three-densities",
       equivariant(simulated({"--data.further_packing_fractions=0.2,0.6", "--data.frames=4", "--data.held_out_frames=3",
                              "--data.equilibration=10"}))},
      // Every particle has a place in an external force, and nothing is known beforehand.
      {"equivariant-exact_control-1d",
       equivariant(
           simulated({"--system.dimension=1", "--system.packing_fraction=", "--system.box=9",
                      "--dynamics.model=exact_control", "--dynamics.self_propulsion=", "--dynamics.coupling=0.5",
                      "--dynamics.translational_diffusion=0.1", "--force.pair=none",
                      "--force.cutoff=", "--force.external=ring_pair", "--force.strength=12", "--score.base=none"}))},
      {"transformer-active_ou-2d", transformer(simulated({"--network.width=32", "--network.depth=2"}))},
      {"filter_bank-active_ou-2d",
       equivariant(simulated({"--network.name=filter_bank", "--network.probes=3", "--data.frames=5"}))},
      {"filter_bank-active_brownian-3d",
       joined(equivariant(simulated(brownian({"--system.dimension=3", "--system.packing_fraction=0.2",
                                              "--score.blocks=drive", "--network.name=filter_bank"}))),
              {"--data.frames=3", "--data.further_packing_fractions=0.3"})},
      // Tokens of coordinates, where nothing but the network turns with the system.
      {"transformer-active_brownian-3d",
       transformer(simulated(brownian({"--system.dimension=3", "--system.packing_fraction=0.2", "--score.blocks=drive",
                                       "--network.inputs=coordinates", "--network.heads=1", "--network.blocks=1"})))},
  };
  return list;
}

const ScoreRun& score_run(const std::string& name) {
  const auto found =
      std::find_if(score_runs().begin(), score_runs().end(), [&](const ScoreRun& one) { return one.name == name; });
  if (found == score_runs().end()) throw std::runtime_error("no run " + name);
  return *found;
}

Arguments run_of_frames(const std::string& directory, int seed) {
  return active_run(directory, {"--run.steps=280", "--run.seed=" + std::to_string(seed)});
}

ScoreRun run_on_frames() {
  return {"on-frames", equivariant({"--data.run=one", "--data.held_out_run=other", "--data.frames=7",
                                    "--data.held_out_frames=6", "--data.equilibration=0", "--data.frame_every=1000",
                                    "--data.held_out_every=", "--system.particles=64", "--output.checkpoint_every=5"})};
}

Arguments run_scored_by(const std::string& directory, const std::string& files, const Arguments& more) {
  return active_run(
      directory,
      joined({"--run.steps=200", "--run.seed=3", "--system.particles=80", "--score.network=" + files}, more));
}

Arguments scored_run(const std::string& directory, const std::string& learned, const Arguments& more) {
  return run_scored_by(directory, learned + "/network.h5", more);
}

std::map<std::string, std::string> score_fingerprint(const fs::path& run) {
  std::vector<fs::path> networks;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(run, none)) {
    if (item.path().extension() == ".h5") networks.push_back(item.path());
  }
  return run_parts(run, {"training.csv"}, networks);
}

std::string score_differences(const fs::path& one, const fs::path& other) {
  return different_runs(score_fingerprint(one), score_fingerprint(other), "training.csv");
}

}  // namespace starling::test
