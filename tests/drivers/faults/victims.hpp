// The runs that tests of kills kill, one of each job.
#pragma once

#include <functional>

#include "tests/drivers/faults/killed_runs.hpp"
#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/score/runs.hpp"

namespace starling::test {

inline Victim active_victim() {
  const auto arguments = [](const std::string& directory) {
    return Arguments{deck_path("quick"),
                     "--output.directory=" + directory,
                     "--system.particles=40",
                     "--run.steps=600",
                     "--run.equilibration=100",
                     "--output.checkpoint_every=7",
                     "--output.trajectory_every=3",
                     "--output.observe_every=2",
                     "--observables.displacement_lag=10"};
  };
  return {arguments, "observables.csv", differences};
}

inline Victim smc_victim() {
  const auto arguments = [](const std::string& directory) {
    return Arguments{runs_of("smc").deck("stochastic_volatility"),
                     "--output.directory=" + directory,
                     "--data.file=",
                     "--data.column=",
                     "--data.simulate=300",
                     "--method.particles=50",
                     "--ensemble.replicas=2",
                     "--output.checkpoint_every=3",
                     "--output.particles_every=5",
                     "--output.genealogy=true"};
  };
  return {arguments, "filter.csv", std::bind_front(&JobRuns::differences, &runs_of("smc"))};
}

/// Most of its rows are of updates, but kills before the first row fall among its frames.
inline Victim score_victim() {
  const auto arguments = [](const std::string& directory) {
    return score_runs().front().arguments(directory, {"--run.updates=240", "--output.observe_every=1",
                                                      "--output.checkpoint_every=3", "--optimiser.batch=32"});
  };
  return {arguments, "training.csv", score_differences};
}

}  // namespace starling::test
