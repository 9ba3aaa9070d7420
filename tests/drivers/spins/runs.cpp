// Short runs of the spins job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns spins_runs() {
  return {"spins",
          {"quick", "retrieval", "supervised", "greedy"},
          {"spins.csv"},
          {{"signs", "quick", 31, {"--ensemble.replicas=2", "--run.sweeps=60", "--run.equilibration=20"}},
           {"drawn",
            "quick",
            17,
            {"--ensemble.replicas=1", "--ensemble.starts=2", "--patterns.stored=false", "--system.temperature=1.5",
             "--run.sweeps=40", "--run.equilibration=10", "--system.start=random"}},
           {"many",
            "quick",
            3,
            {"--ensemble.replicas=1", "--patterns.load=0.02", "--system.temperature=0.6", "--run.sweeps=6",
             "--run.equilibration=1"}},
           {"wide",
            "quick",
            5,
            {"--ensemble.replicas=3", "--system.power=6", "--system.spins=40", "--patterns.load=2e-6",
             "--system.temperature=0.3", "--run.sweeps=12", "--run.equilibration=2"}},
           {"examples",
            "quick",
            9,
            {"--ensemble.replicas=2", "--patterns.name=supervised", "--patterns.examples=7", "--patterns.quality=0.6",
             "--run.sweeps=20", "--run.equilibration=5", "--system.start_overlap=0.8"}},
           {"two-parts",
            "quick",
            5,
            {"--ensemble.replicas=2", "--system.power=8", "--system.spins=80", "--patterns.load=1e-9",
             "--system.temperature=1", "--run.sweeps=12", "--run.equilibration=2"}}}};
}

}  // namespace starling::test
