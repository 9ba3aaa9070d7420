// Short runs of the md job.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {

JobRuns md_runs() {
  const Arguments hydrogen_and_oxygen{"--potential.samples=",
                                      "--potential.draws=0",
                                      "--potential.file=" STARLING_SOURCE_DIR "/tests/engine/potentials/n2p2",
                                      "--system.masses=1.008 15.999",
                                      "--system.replicate=1 2 1",
                                      "--system.time_step=0.2",
                                      "--system.start_file=" STARLING_SOURCE_DIR
                                      "/tests/engine/potentials/n2p2/answers.extxyz",
                                      "--observables.radial_range=4"};
  return {"md",
          {"quick", "md_mw"},
          {"observables.csv", "radial_distribution.csv", "angular_distribution.csv", "trajectory.extxyz"},
          // The last two have fewer members than ranks, so that boxes are cut.
          {
              {"draws", "quick", 25, {"--run.replicas=2"}},
              {"blow-up", "quick", 25, {"--system.largest_displacement=0.08"}},
              {"n2p2", "quick", 25, joined(hydrogen_and_oxygen, {"--system.skin=0.05"})},
              {"n2p2-blow-up", "quick", 25,
               joined(hydrogen_and_oxygen, {"--run.replicas=2", "--system.largest_displacement=0.0095"})},
          },
          "",
          {"--run.steps=60", "--run.equilibration=20", "--output.trajectory_every=30", "--observables.every=10",
           "--observables.radial_bins=20", "--observables.angular_bins=12"},
          {},
          {"64 atoms of O", "bytes per atom", "MB on a rank"}};
}

}  // namespace starling::test
