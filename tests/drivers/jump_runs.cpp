// The runs of the jump job that the tests compare, and their fingerprints.
#include "tests/drivers/jump_runs.hpp"

namespace starling::test {

std::string jump_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/jump/" + name + ".ini"; }

Arguments JumpRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{jump_deck(deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(stop_at)};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<JumpRun>& jump_runs() {
  static const std::vector<JumpRun> list{
      {"ratchet", "quick", 7, {"--method.paths=77", "--method.intervals=12", "--run.replicas=3"}},
      {"passage", "ratchet_start", 3, {"--method.paths=41", "--method.intervals=8"}},
      {"absorbed",
       "two_states",
       5,
       {"--model.matrix=0 1 0.5 0 0 2 0 0 0", "--method.entropy=false", "--method.paths=50", "--method.intervals=9"}},
      {"network", "lotka_volterra", 4, {"--method.paths=23", "--method.intervals=9", "--method.burn_in=3"}},
      {"clones",
       "large_deviations",
       9,
       {"--run.replicas=2", "--method.clones=130", "--method.slices=15", "--method.burn_in=4"}},
      {"current",
       "current",
       6,
       {"--run.replicas=1", "--method.clones=51", "--method.slices=11", "--method.burn_in=2", "--method.compare=false",
        "--method.resampling=multinomial"}},
      {"posterior", "posterior", 9, {"--run.replicas=3", "--method.sweeps=25", "--method.burn_in=5"}},
      {"likelihood", "likelihood", 1, {}},
  };
  return list;
}

std::map<std::string, std::string> jump_fingerprint(const fs::path& run) {
  return run_parts(run, {"jumps.csv", "histogram.csv"}, {});
}

}  // namespace starling::test
