// The runs of the smc job that the tests compare, and their fingerprints.
#include "tests/drivers/smc_runs.hpp"

namespace starling::test {

std::string smc_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/smc/" + name + ".ini"; }

Arguments SmcRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{smc_deck(deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(stop_at)};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<SmcRun>& smc_runs() {
  static const std::vector<SmcRun> list{
      {"bootstrap-systematic",
       "stochastic_volatility",
       17,
       {"--data.length=40", "--method.particles=301", "--ensemble.replicas=3", "--output.particles_every=10",
        "--output.genealogy=true"}},
      {"auxiliary-stratified",
       "auxiliary",
       11,
       {"--data.length=30", "--method.particles=100", "--ensemble.replicas=5", "--method.resampling=stratified",
        "--method.ess_threshold=1"}},
      {"guided-multinomial",
       "linear_gaussian_4d",
       11,
       {"--data.simulate=30", "--method.particles=203", "--ensemble.replicas=1", "--method.name=guided",
        "--method.resampling=multinomial", "--output.particles_every=7"}},
      {"entropic-residual",
       "entropic",
       9,
       {"--data.length=25", "--method.particles=250", "--ensemble.replicas=2", "--method.resampling=residual",
        "--method.ess_threshold=0.9"}},
      {"guided-fractional",
       "fractional_ou",
       9,
       {"--data.length=20", "--method.particles=201", "--ensemble.replicas=2", "--model.processes=5"}},
      {"paris-product",
       "paris",
       13,
       {"--data.simulate=30", "--method.particles=150", "--ensemble.replicas=2", "--output.genealogy=true"}},
      {"paris_gibbs-chains",
       "paris_gibbs",
       44,
       {"--data.simulate=20", "--method.particles=9", "--method.chains=2", "--ensemble.replicas=2", "--method.sweeps=5",
        "--method.burn_in=1"}},
      {"ffbs-square",
       "ffbs",
       13,
       {"--data.simulate=20", "--method.particles=120", "--method.trajectories=50", "--ensemble.replicas=2"}},
      {"tempering-mixture",
       "tempering_mixture",
       5,
       {"--method.particles=402", "--method.ess_target=0.97", "--ensemble.replicas=3"}},
      {"data_tempering",
       "data_tempering",
       41,
       {"--data.length=60", "--method.particles=203", "--ensemble.replicas=2", "--output.particles_every=30"}},
      {"tempering-waste-free",
       "tempering_logistic",
       1,
       {"--method.particles=200", "--method.moves=10", "--ensemble.replicas=1", "--output.particles_every=1"}},
  };
  return list;
}

std::map<std::string, std::string> smc_fingerprint(const fs::path& run) {
  std::vector<fs::path> files;
  if (fs::exists(run / "genealogy.h5")) files.push_back(run / "genealogy.h5");
  std::error_code none;
  for (const auto& item : fs::directory_iterator(run / "particles", none)) files.push_back(item.path());
  return run_parts(run, {"filter.csv", "data.csv"}, files);
}

std::string smc_differences(const fs::path& one, const fs::path& other) {
  return different_runs(smc_fingerprint(one), smc_fingerprint(other), "filter.csv");
}

}  // namespace starling::test
