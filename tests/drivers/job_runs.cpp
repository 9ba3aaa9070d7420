// What is done with the runs of any job.
#include "tests/drivers/job_runs.hpp"

#include <stdexcept>

namespace starling::test {

Arguments JobRuns::arguments(const JobRun& run, const std::string& directory, const Arguments& more) const {
  Arguments all{deck(run.deck), "--output.directory=" + directory};
  if (run.stop_at > 0) all.push_back("--output.checkpoint_every=" + std::to_string(run.stop_at));
  for (const Arguments& each : {common, run.changes, more}) all.insert(all.end(), each.begin(), each.end());
  return all;
}

const JobRun& JobRuns::named(const std::string& name) const {
  for (const JobRun& one : runs)
    if (one.name == name) return one;
  throw std::invalid_argument("no run " + name + " of job " + job);
}

std::map<std::string, std::string> JobRuns::fingerprint(const fs::path& run) const {
  std::vector<fs::path> all;
  for (const std::string& name : files) all.push_back(run / name);
  std::error_code none;
  if (!folder.empty())
    for (const auto& item : fs::directory_iterator(run / folder, none)) all.push_back(item.path());
  return run_parts(run, tables, all);
}

std::string JobRuns::differences(const fs::path& one, const fs::path& other) const {
  return different_runs(fingerprint(one), fingerprint(other), tables.front());
}

const std::vector<JobRuns>& job_runs() {
  static const std::vector<JobRuns> list{diffusion_runs(), jump_runs(), md_runs(),    optimise_runs(),
                                         sgmcmc_runs(),    smc_runs(),  spins_runs(), walk_runs()};
  return list;
}

const JobRuns& runs_of(const std::string& job) {
  for (const JobRuns& runs : job_runs())
    if (runs.job == job) return runs;
  throw std::invalid_argument("no runs of job " + job);
}

}  // namespace starling::test
