// Short runs of every sampler of the sgmcmc job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns sgmcmc_runs() {
  const Arguments brief{"--chains.count=3", "--chains.burn_in=20", "--chains.steps=60", "--chains.keep_every=4"};
  return {"sgmcmc",
          {"quick", "gaussian", "quartic", "two_modes", "replica_exchange", "funnel", "svrg", "ensemble", "mw",
           "mw_linear", "o_rings", "calibration", "claims/posterior", "claims/cold", "claims/control", "claims/psgld",
           "claims/ensemble"},
          {"draws.csv"},
          {
              {"baoab", "quick", 33, brief},
              {"obabo-warm-start", "quick", 7, joined(brief, {"--sampler.name=obabo", "--chains.warm_start=10"})},
              {"sgld-noisy", "gaussian", 35, joined(brief, {"--sampler.decay=0.5"})},
              {"psgld", "svrg", 15, joined(brief, {"--sampler.name=psgld", "--sampler.anchor_every="})},
              {"svrg", "svrg", 231, brief},
              {"sghmc", "quick", 41, joined(brief, {"--sampler.name=sghmc", "--chains.count=1"})},
              {"sgnht", "gaussian", 37,
               joined(brief,
                      {"--sampler.name=sgnht", "--sampler.step=0.02", "--target.dimension=135", "--chains.count=2"})},
              {"cyclical", "two_modes", 43,
               joined(brief, {"--sampler.name=cyclical", "--sampler.cycle=20", "--chains.keep_every=1"})},
              {"replica_exchange", "replica_exchange", 39, brief},
              {"sggmc", "quartic", 41, brief},
              {"amagold", "funnel", 47, joined(brief, {"--sampler.name=amagold"})},
              {"hmc", "quartic", 41,
               joined(brief, {"--sampler.name=hmc", "--sampler.friction=", "--target.gradient_noise=0"})},
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
               {"--target.snapshots=3", "--target.storage=f32", "--chains.count=2", "--chains.burn_in=10",
                "--chains.steps=20", "--chains.keep_every=4"}},
              {"logistic_regression", "o_rings", 29, brief},
              {"gaussian_mixture", "quick", 31,
               joined(brief, {"--target.name=gaussian_mixture", "--target.dimension=", "--target.precision="})},
              {"teacher",
               "calibration",
               11,
               {"--target.hidden=3", "--chains.count=3", "--chains.burn_in=4", "--chains.steps=16",
                "--chains.keep_every=4"}},
              {"adam", "ensemble", 49, joined(brief, {"--chains.keep_every=60"})},
          },
          "",
          {},
          {"samples.h5"},
          {"on the target", "bytes per parameter or function", "MB on a rank"}};
}

}  // namespace starling::test
