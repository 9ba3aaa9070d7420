// The runs that the tests compare: a few of each job, in a second or so.
#include "tests/drivers/job_runs.hpp"

namespace starling::test {
namespace {

JobRuns spin_runs() {
  return {"spins",
          {"quick", "retrieval", "supervised", "greedy"},
          {"spins with", "bytes per spin", "MB on a rank"},
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
             "--run.sweeps=20", "--run.equilibration=5", "--system.start_overlap=0.8"}}}};
}

}  // namespace

Arguments JobRuns::arguments(const ShortRun& run, const std::string& directory, const Arguments& more) const {
  Arguments all{deck(run.deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(run.stop_at)};
  all.insert(all.end(), run.changes.begin(), run.changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::map<std::string, std::string> JobRuns::fingerprint(const fs::path& run) const {
  std::vector<fs::path> files;
  std::error_code none;
  if (!folder.empty())
    for (const auto& item : fs::directory_iterator(run / folder, none)) files.push_back(item.path());
  return run_parts(run, tables, files);
}

const std::vector<JobRuns>& job_runs() {
  static const std::vector<JobRuns> list{spin_runs()};
  return list;
}

const JobRuns& runs_of(const std::string& job) {
  for (const JobRuns& runs : job_runs())
    if (runs.job == job) return runs;
  throw std::invalid_argument("no runs of job " + job);
}

}  // namespace starling::test
