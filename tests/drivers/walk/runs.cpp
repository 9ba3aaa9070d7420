// Short runs of the walk job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns walk_runs() {
  return {"walk",
          {"quick", "karate", "karate_metropolis", "history_driven", "ring", "grid", "optimisation", "logistic"},
          {"walk.csv"},
          {
              {"simple", "quick", 131, {"--run.steps=300", "--run.tokens=71", "--run.replicas=3"}},
              {"metropolis",
               "karate_metropolis",
               1501,
               {"--run.steps=2500", "--run.tokens=37", "--walk.repulsion=8.5", "--walk.step_exponent=0.6",
                "--output.observe_every=500"}},
              {"history", "history_driven", 77, {"--run.steps=200", "--run.tokens=50", "--run.replicas=2"}},
              {"grid", "grid", 60, {"--run.steps=150", "--run.tokens=5", "--graph.rows=7", "--graph.columns=9"}},
              {"quadratic", "optimisation", 150, {"--run.steps=400", "--run.tokens=40", "--walk.start=34"}},
              {"logistic",
               "logistic",
               1300,
               {"--run.steps=2000", "--run.tokens=33", "--objective.ridge=0.1", "--output.observe_every=500"}},
          },
          "particles",
          {"--output.observe_every=50"}};
}

}  // namespace starling::test
