// The runs of the md job that the tests compare, and their fingerprints.
#include "tests/drivers/md_runs.hpp"

#include <algorithm>

namespace starling::test {

std::string md_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/md/" + name + ".ini"; }

Arguments MdRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{md_deck("quick"),         "--output.directory=" + directory, "--run.steps=60",
                "--run.equilibration=20", "--output.checkpoint_every=25",    "--output.trajectory_every=30",
                "--observables.every=10", "--observables.radial_bins=20",    "--observables.angular_bins=12"};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<MdRun>& md_runs() {
  static const Arguments hydrogen_and_oxygen{"--potential.samples=",
                                             "--potential.draws=0",
                                             "--potential.file=" STARLING_SOURCE_DIR "/tests/engine/potentials/n2p2",
                                             "--system.masses=1.008 15.999",
                                             "--system.replicate=1 2 1",
                                             "--system.time_step=0.2",
                                             "--system.start_file=" STARLING_SOURCE_DIR
                                             "/tests/engine/potentials/n2p2/answers.extxyz",
                                             "--observables.radial_range=4"};
  const auto with = [](Arguments more) {
    more.insert(more.begin(), hydrogen_and_oxygen.begin(), hydrogen_and_oxygen.end());
    return more;
  };
  // The last two have fewer members than ranks, so that boxes are cut.
  static const std::vector<MdRun> list{
      {"draws", {"--run.replicas=2"}},
      {"blow-up", {"--system.largest_displacement=0.08"}},
      {"n2p2", with({"--system.skin=0.05"})},
      {"n2p2-blow-up", with({"--run.replicas=2", "--system.largest_displacement=0.0095"})},
  };
  return list;
}

const MdRun& md_run(const std::string& name) {
  return *std::find_if(md_runs().begin(), md_runs().end(), [&](const MdRun& one) { return one.name == name; });
}

std::map<std::string, std::string> md_fingerprint(const fs::path& run) {
  return run_parts(run, {"observables.csv", "radial_distribution.csv", "angular_distribution.csv", "trajectory.extxyz"},
                   {});
}

std::string md_differences(const fs::path& one, const fs::path& other) {
  return different_runs(md_fingerprint(one), md_fingerprint(other), "observables.csv");
}

}  // namespace starling::test
