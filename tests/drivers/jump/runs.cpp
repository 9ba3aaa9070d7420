// Short runs of the jump job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns jump_runs() {
  return {"jump",
          {"quick", "ratchet_start", "fluctuation", "two_states", "immigration_death", "lotka_volterra", "schlogl",
           "large_deviations", "current", "posterior", "likelihood", "pairs"},
          {"jumps.csv", "histogram.csv"},
          {
              {"ratchet", "quick", 7, {"--method.paths=77", "--method.intervals=12", "--run.replicas=3"}},
              {"passage", "ratchet_start", 3, {"--method.paths=41", "--method.intervals=8"}},
              {"absorbed",
               "two_states",
               5,
               {"--model.matrix=0 1 0.5 0 0 2 0 0 0", "--method.entropy=false", "--method.paths=50",
                "--method.intervals=9"}},
              {"network", "lotka_volterra", 4, {"--method.paths=23", "--method.intervals=9", "--method.burn_in=3"}},
              {"network_entropy",
               "schlogl",
               4,
               {"--method.paths=23", "--method.intervals=9", "--method.burn_in=3", "--method.entropy=true"}},
              {"clones",
               "large_deviations",
               9,
               {"--run.replicas=2", "--method.clones=130", "--method.slices=15", "--method.burn_in=4"}},
              {"current",
               "current",
               6,
               {"--run.replicas=1", "--method.clones=51", "--method.slices=11", "--method.burn_in=2",
                "--method.compare=false", "--method.resampling=multinomial"}},
              {"posterior", "posterior", 9, {"--run.replicas=3", "--method.sweeps=25", "--method.burn_in=5"}},
              {"likelihood", "likelihood", 0, {}},
              {"pairs",
               "pairs",
               5,
               {"--run.replicas=4", "--method.paths=7", "--method.intervals=9", "--method.jumps_kept=3"}},
              {"pairs_of_one",
               "lotka_volterra",
               4,
               {"--prior.name=log_uniform", "--prior.low=0.5 0.005", "--prior.high=2 0.02",
                "--prior.parameters=constant_0 constant_1", "--run.replicas=2", "--method.paths=11",
                "--method.intervals=7", "--method.jumps_kept=60"}},
          },
          "",
          {},
          {"pairs.h5"}};
}

}  // namespace starling::test
