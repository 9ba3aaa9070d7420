// The runs of the diffusion job that the tests compare, and their fingerprints.
#include "tests/drivers/diffusion_runs.hpp"

namespace starling::test {

std::string diffusion_deck(const std::string& name) { return STARLING_SOURCE_DIR "/inputs/diffusion/" + name + ".ini"; }

Arguments DiffusionRun::arguments(const std::string& directory, const Arguments& more) const {
  Arguments all{diffusion_deck(deck), "--output.directory=" + directory,
                "--output.checkpoint_every=" + std::to_string(stop_at)};
  all.insert(all.end(), changes.begin(), changes.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const std::vector<DiffusionRun>& diffusion_runs() {
  static const std::vector<DiffusionRun> list{
      {"annealing-exact", "quick", 13, {"--ensemble.particles=301", "--ensemble.replicas=3"}},
      {"guidance-feynman-kac",
       "fkc_guidance",
       7,
       {"--ensemble.particles=200", "--ensemble.replicas=2", "--correction.weights=feynman_kac", "--solver.eta=0.5",
        "--correction.resampling=multinomial"}},
      {"ring-published",
       "quick",
       5,
       {"--target.name=ring", "--target.dimension=5", "--ensemble.particles=150", "--ensemble.replicas=1",
        "--correction.weights=published", "--solver.steps=12"}},
      {"unipc", "solver_orders", 11, {"--ensemble.particles=77", "--solver.steps=20"}},
      {"multistep-vp",
       "edm_heun",
       5,
       {"--ensemble.particles=270", "--ensemble.replicas=2", "--process.name=vp", "--solver.name=dpm_multistep",
        "--solver.order=4", "--solver.grid=time", "--process.sigma_min=0.01"}},
      {"ancestral", "edm_heun", 5, {"--ensemble.particles=140", "--ensemble.replicas=3", "--solver.name=ancestral"}},
      {"cosine-score",
       "edm_heun",
       5,
       {"--ensemble.particles=140", "--ensemble.replicas=2", "--process.name=vp", "--solver.name=unipc",
        "--score.name=cosine"}},
      {"lml-published",
       "edm_heun",
       5,
       {"--ensemble.particles=140", "--ensemble.replicas=2", "--solver.name=lml_published", "--solver.kappa=0.3",
        "--score.name=scale"}},
      {"gap",
       "gap",
       5,
       {"--ensemble.particles=270", "--ensemble.replicas=2", "--solver.steps=12", "--score.name=other",
        "--output.samples_every=6"}},
      {"gibbs",
       "dlg",
       13,
       {"--ensemble.particles=150", "--ensemble.replicas=3", "--method.moves=20", "--solver.steps=9"}},
      {"gibbs-published",
       "dlg",
       23,
       {"--ensemble.particles=140", "--ensemble.replicas=2", "--target.name=two", "--ensemble.start=exact",
        "--method.moves=20", "--solver.steps=9", "--method.level=argmax", "--method.keep=smallest",
        "--method.metropolis=false"}},
      {"langevin", "lml", 7, {"--ensemble.particles=150", "--ensemble.replicas=3", "--method.steps=20"}},
      {"langevin-ring",
       "lml",
       7,
       {"--ensemble.particles=140", "--ensemble.replicas=1", "--method.steps=12", "--target.name=ring",
        "--target.dimension=6", "--target.means=", "--target.weights=", "--target.deviations=", "--method.rank=3",
        "--method.sigma=0.5", "--method.start_deviation=2"}},
      {"interpolant", "interpolant", 9, {"--ensemble.particles=180", "--ensemble.replicas=2", "--solver.steps=20"}},
  };
  return list;
}

std::map<std::string, std::string> diffusion_fingerprint(const fs::path& run) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(run / "particles", none)) files.push_back(item.path());
  return run_parts(run, {"curves.csv"}, files);
}

}  // namespace starling::test
