// The runs of active matter that the tests compare: one of each dynamics, force and dimension.
#include "tests/drivers/active/short_runs.hpp"

namespace starling::test {

Arguments ShortRun::arguments(const std::string& directory) const {
  Arguments all{deck_path(deck), "--output.directory=" + directory};
  all.insert(all.end(), changes.begin(), changes.end());
  return all;
}

Arguments short_cadences() {
  return {"--run.steps=400",
          "--run.equilibration=100",
          "--output.observe_every=50",
          "--observables.displacement_lag=100",
          "--observables.profile_every=50",
          "--output.trajectory_every=100",
          "--output.checkpoint_every=150"};
}

ShortRun short_run(const std::string& name, const std::string& deck, const Arguments& changes) {
  Arguments all = short_cadences();
  all.insert(all.end(), changes.begin(), changes.end());
  return {name, deck, all};
}

const std::vector<ShortRun>& short_runs() {
  static const std::vector<ShortRun> list{
      short_run("active_ou-softplus-2d", "quick", {}),
      short_run("active_ou-softplus_single-2d", "quick", {"--force.pair=softplus_single"}),
      short_run("active_ou-softplus-blob", "mips", {"--system.particles=700"}),
      short_run("active_brownian-wca-2d", "abp_wca", {"--system.particles=400", "--dynamics.chirality=3"}),
      short_run("active_brownian-wca-3d", "abp_wca",
                {"--system.dimension=3", "--system.particles=512", "--system.packing_fraction=0.3"}),
      short_run("exact_control-3d", "exact_control",
                {"--system.dimension=3", "--system.particles=600", "--system.packing_fraction=0.3"}),
      short_run("brownian-harmonic-1d", "ring",
                {"--system.particles=200", "--system.box=300", "--force.external=none", "--force.pair=harmonic",
                 "--force.steepness=", "--dynamics.model=brownian",
                 "--dynamics.self_propulsion=", "--dynamics.relaxation_rate="}),
      short_run("active_ou-springs-trap", "trap",
                {"--system.particles=48", "--force.pair=spring", "--force.strength=0.01"}),
      short_run("active_ou-softplus-trap", "trap64", {}),
      short_run("active_ou-ring", "ring", {"--system.particles=500"}),
      short_run("active_brownian-free-3d", "free_abp_3d", {"--system.particles=300"}),
      short_run("run_and_tumble-wca-2d", "run_and_tumble", {"--system.particles=300", "--dynamics.tumble_rate=200"}),
      short_run("run_and_tumble-free-3d", "run_and_tumble",
                {"--system.particles=200", "--system.dimension=3", "--force.pair=none", "--dynamics.tumble_rate=200"}),
      short_run("mixture-wca-2d", "active_passive_mixture", {"--system.particles=300"}),
      short_run("walls-softplus-2d", "walls",
                {"--system.particles=300", "--force.pair=softplus", "--force.steepness=7.5", "--force.diameter=0.5",
                 "--force.cutoff=0.9", "--system.start=lattice", "--dynamics.largest_displacement=1"}),
  };
  return list;
}

}  // namespace starling::test
