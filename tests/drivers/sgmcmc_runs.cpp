// The runs of the sgmcmc job that the tests compare, and their fingerprints.
#include "tests/drivers/sgmcmc_runs.hpp"

namespace starling::test {

std::string sgmcmc_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/sgmcmc/" + name + ".ini"; }

Arguments SgmcmcRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{sgmcmc_deck(deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(stop_at)};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<SgmcmcRun>& sgmcmc_runs() {
  const Arguments brief = {"--chains.count=3", "--chains.burn_in=20", "--chains.steps=60", "--chains.keep_every=4"};
  const auto with = [&](Arguments more) {
    more.insert(more.begin(), brief.begin(), brief.end());
    return more;
  };
  static const std::vector<SgmcmcRun> list{
      {"baoab", "quick", 33, brief},
      {"obabo-warm-start", "quick", 7, with({"--sampler.name=obabo", "--chains.warm_start=10"})},
      {"sgld-noisy", "gaussian", 35, with({"--sampler.decay=0.5"})},
      {"psgld", "svrg", 15, with({"--sampler.name=psgld", "--sampler.anchor_every="})},
      {"svrg", "svrg", 231, brief},
      {"sghmc", "quick", 41, with({"--sampler.name=sghmc", "--chains.count=1"})},
      {"sgnht", "gaussian", 37,
       with({"--sampler.name=sgnht", "--sampler.step=0.02", "--target.dimension=135", "--chains.count=2"})},
      {"cyclical", "two_modes", 43, with({"--sampler.name=cyclical", "--sampler.cycle=20", "--chains.keep_every=1"})},
      {"replica_exchange", "replica_exchange", 39, brief},
      {"sggmc", "quartic", 41, brief},
      {"amagold", "funnel", 47, with({"--sampler.name=amagold"})},
      {"hmc", "quartic", 41, with({"--sampler.name=hmc", "--sampler.friction=", "--target.gradient_noise=0"})},
      {"potential",
       "mw",
       23,
       {"--target.snapshots=3", "--target.hidden=5 4", "--target.energy_noise_mean=0.2",
        "--target.virial_noise_mean=0.3", "--target.start_noise=0.1", "--sampler.step=1e-5", "--chains.count=2",
        "--chains.batch=2", "--chains.warm_start=10", "--chains.burn_in=10", "--chains.steps=20",
        "--chains.keep_every=4"}},
      {"linear_potential",
       "mw_linear",
       17,
       {"--target.snapshots=3", "--target.storage=f32", "--chains.count=2", "--chains.burn_in=10", "--chains.steps=20",
        "--chains.keep_every=4"}},
      {"logistic_regression", "o_rings", 29, brief},
      {"gaussian_mixture", "quick", 31,
       with({"--target.name=gaussian_mixture", "--target.dimension=", "--target.precision="})},
      {"teacher",
       "calibration",
       11,
       {"--target.hidden=3", "--chains.count=3", "--chains.burn_in=4", "--chains.steps=16", "--chains.keep_every=4"}},
      {"adam", "ensemble", 49, with({"--chains.keep_every=60"})},
  };
  return list;
}

std::map<std::string, std::string> sgmcmc_fingerprint(const fs::path& run) {
  return run_parts(run, {"draws.csv"}, {run / "samples.h5"});
}

std::string sgmcmc_differences(const fs::path& one, const fs::path& other) {
  return different_runs(sgmcmc_fingerprint(one), sgmcmc_fingerprint(other), "draws.csv");
}

}  // namespace starling::test
