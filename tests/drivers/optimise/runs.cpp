// Short runs of the optimise job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns optimise_runs() {
  return {
      "optimise",
      {"quick", "rastrigin", "hopping", "consensus_sampling", "lennard_jones", "cluster", "kalman",
       "maximum_likelihood"},
      {"consensus.csv"},
      {
          {"rastrigin", "quick", 47, {"--ensemble.particles=33", "--ensemble.replicas=3", "--run.steps=100"}},
          {"griewank-isotropic",
           "quick",
           21,
           {"--objective.name=griewank", "--method.diffusion=isotropic", "--ensemble.replicas=1", "--run.steps=60",
            "--run.tolerance=1e-3", "--method.noise=1"}},
          {"ackley", "hopping", 11, {"--objective.name=ackley", "--objective.stiffness=", "--ensemble.particles=203"}},
          {"rosenbrock", "quick", 11, {"--objective.name=rosenbrock", "--run.steps=40", "--ensemble.replicas=2"}},
          {"lennard-jones",
           "lennard_jones",
           13,
           {"--ensemble.particles=21", "--ensemble.replicas=2", "--run.steps=50"}},
          {"sampling", "consensus_sampling", 17, {"--ensemble.particles=301", "--ensemble.replicas=2"}},
          {"few-slots", "consensus_sampling", 17, {"--ensemble.particles=4", "--ensemble.replicas=1"}},
          {"logistic",
           "quick",
           11,
           {"--objective.name=logistic", "--objective.dimension=", "--objective.file=../data/o_rings.csv",
            "--objective.column=temperature distress", "--ensemble.particles=40", "--ensemble.replicas=2",
            "--run.steps=30"}},
          {"maximum-likelihood",
           "kalman",
           5,
           {"--ensemble.particles=6", "--ensemble.replicas=2", "--run.steps=12", "--objective.particles=50",
            "--data.simulate=20"}},
      },
      "",
      {}};
}

}  // namespace starling::test
