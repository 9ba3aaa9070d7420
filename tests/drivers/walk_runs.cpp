// The runs of the walk job that the tests compare, and their fingerprints.
#include "tests/drivers/walk_runs.hpp"

namespace starling::test {

std::string walk_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/walk/" + name + ".ini"; }

Arguments WalkRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{walk_deck(deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(stop_at), "--output.observe_every=50"};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<WalkRun>& walk_runs() {
  // The second and the last are long enough for measures to be scaled down.
  static const std::vector<WalkRun> list{
      {"simple", "quick", 131, {"--run.steps=300", "--run.tokens=71", "--run.replicas=3"}},
      {"metropolis",
       "karate_metropolis",
       1501,
       {"--run.steps=2500", "--run.tokens=37", "--walk.repulsion=8.5", "--walk.step_exponent=0.6",
        "--output.observe_every=500"}},
      {"history", "history_driven", 77, {"--run.steps=200", "--run.tokens=50", "--run.replicas=2"}},
      {"grid", "grid", 60, {"--run.steps=150", "--run.tokens=5", "--graph.rows=7", "--graph.columns=9"}},
      {"quadratic", "optimisation", 150, {"--run.steps=400", "--run.tokens=40", "--walk.start=34"}},
      {"logistic", "logistic", 1300, {"--run.steps=2000", "--run.tokens=33", "--output.observe_every=500"}},
  };
  return list;
}

std::map<std::string, std::string> walk_fingerprint(const fs::path& run) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(run / "particles", none)) files.push_back(item.path());
  return run_parts(run, {"walk.csv"}, files);
}

}  // namespace starling::test
