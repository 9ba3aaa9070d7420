// Bad decks of trainings of the diffusion job, and of what goes by their networks.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion/decks.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

TEST(DiffusionBadInput, Trainings) {
  const Scratch scratch;
  const std::string denoiser = "denoiser";
  const std::string map = "consistency_map";
  expect_refused(
      {
          {"no updates", denoiser, {"--method.updates="}, {"method.updates"}},
          {"a batch in pieces", denoiser, {"--method.batch=100"}, {"method.batch", "a multiple of 32"}},
          {"a warm-up without end", denoiser, {"--method.warm_up=6000"}, {"method.warm_up", "below method.updates"}},
          {"a rate of nothing", denoiser, {"--method.rate=0"}, {"method.rate", "greater than 0"}},
          {"nothing held out", denoiser, {"--method.held_out=0"}, {"method.held_out", "at least 32"}},
          {"no points", denoiser, {"--ensemble.particles=0"}, {"ensemble.particles", "at least 1"}},
          {"no such activation", denoiser, {"--method.activation=relu"}, {"method.activation", "silu"}},
          {"nine hidden layers", denoiser, {"--method.hidden=9"}, {"method.hidden", "at most 8"}},
          {"a tolerance of nothing", denoiser, {"--method.tolerance=1e-2"}, {"method.tolerance", "method.learn = map"}},
          {"a residual of maps", map, {"--method.regularisation=1"}, {"method.regularisation", "a map has none"}},
          {"a residual in the plane",
           denoiser,
           {"--method.regularisation=1", "--target.name=two"},
           {"method.regularisation", "on a line"}},
          {"a negative residual", denoiser, {"--method.regularisation=-1"}, {"method.regularisation", "at least 0"}},
          {"judgements that nobody counts",
           denoiser,
           {"--method.judge_every=10"},
           {"method.judge_every", "method.patience"}},
          {"points closer than doubles tell",
           denoiser,
           {"--target.name=mixture", "--target.weights=1", "--target.means=1e6", "--target.deviations=1e-6"},
           {"target.name", "doubles cannot resolve"}},
          {"gradients beyond all memory",
           denoiser,
           {"--method.batch=10000000", "--method.width=512", "--method.hidden=8"},
           {"method.batch", "GB of gradients"}},
          {"a rank of nothing", denoiser, {"--method.rank=2"}, {"method.rank", "without method.from"}},
          {"two shapes", denoiser, {"--method.from=pair_denoiser.h5"}, {"method.from", "the network's shape"}},
          {"interpolants",
           denoiser,
           {"--process.name=linear", "--process.sigma_max=", "--process.sigma_min="},
           {"process.name", "no normal noise"}},
          {"augmented noise",
           denoiser,
           {"--process.name=pfgm", "--process.extra_dimensions=4"},
           {"process.name", "no normal noise"}},
          {"a solver", denoiser, {"--solver.name=heun", "--solver.steps=8"}, {"solver.name", "does nothing"}},
          {"a score", denoiser, {"--score.name=scale"}, {"score.name", "does nothing"}},
          {"a start", denoiser, {"--ensemble.start=quantiles"}, {"ensemble.start", "does nothing"}},
          {"samples", denoiser, {"--output.samples_every=10"}, {"output.samples_every", "does nothing"}},
          {"words", denoiser, {"--target.name=chain"}, {"target.name"}},
      },
      scratch, diffusion_deck);
}

TEST(DiffusionBadInput, Networks) {
  const Scratch scratch;
  const Arguments adapts{"--method.width=", "--method.hidden="};
  const auto also = [&](Arguments more) {
    more.insert(more.end(), adapts.begin(), adapts.end());
    return more;
  };
  const std::string gap = "learned_gap";
  const std::string steps = "learned_steps";
  const std::string annealing = "learned_annealing";
  expect_refused(
      {
          {"no network", gap, {"--score.file="}, {"score.file"}},
          {"no such file", gap, {"--score.file=nowhere.h5"}, {"score.file", "nowhere.h5"}},
          {"no network file", gap, {"--score.file=gap.ini"}, {"gap.ini"}},
          {"a map as a score",
           gap,
           {"--score.file=pair_map.h5", "--process.sigma_max=8"},
           {"score.file", "is a map to the end"}},
          {"a denoiser as a map",
           steps,
           {"--score.file=pair_denoiser.h5", "--process.sigma_max=10", "--process.sigma_min=0.05"},
           {"score.file", "is a denoiser"}},
          {"levels beyond", gap, {"--process.sigma_max=20"}, {"score.file", "0.05 to 10", "from 20"}},
          {"levels below", gap, {"--process.sigma_min=0.01"}, {"score.file", "0.05 to 10"}},
          {"a plane by a line", annealing, {"--target.name=two"}, {"score.file", "1 components", "has 2"}},
          {"densities of networks", annealing, {"--correction.weights=exact"}, {"correction.weights", "feynman_kac"}},
          {"one network for two factors",
           annealing,
           {"--correction.name=product", "--correction.beta=", "--second.name=pair"},
           {"score.second_file", "is missing"}},
          {"a second network for nobody",
           gap,
           {"--score.second_file=pair_denoiser.h5"},
           {"score.second_file", "does nothing"}},
          {"a map that ends elsewhere", steps, {"--process.sigma_min=0.5"}, {"score.file", "maps to sigma = 0.002"}},
          {"a second map for nobody",
           steps,
           {"--score.second_file=pair_map.h5"},
           {"score.second_file", "does nothing"}},
          {"half of nine steps", annealing, {"--solver.steps=9"}, {"correction.halving", "an even number"}},
          {"a learned map without a network",
           steps,
           {"--score.name=exact", "--score.file="},
           {"score.name", "must be learned"}},
          {"a network for the exact map", steps, {"--method.map=exact"}, {"score.name", "does nothing"}},
          {"a perturbed map", steps, {"--score.name=scale", "--score.file="}, {"score.name", "exact or learned"}},
          {"chains by a network",
           "dlg",
           {"--score.name=learned", "--score.file=pair_denoiser.h5"},
           {"score.name", "does nothing"}},
          {"another start",
           "consistency_map",
           also({"--method.from=pair_denoiser.h5", "--process.sigma_max=10", "--process.sigma_min=0.05"}),
           {"method.from", "taught something else"}},
          {"a start that ends elsewhere",
           "consistency_map",
           also({"--method.from=pair_map.h5", "--process.sigma_min=0.01"}),
           {"method.from", "maps to sigma"}},
          {"a start in the plane",
           "denoiser",
           also({"--method.from=pair_denoiser.h5", "--target.name=two"}),
           {"method.from", "1 components"}},
          {"a start from nowhere", "denoiser", also({"--method.from=nowhere.h5"}), {"method.from", "nowhere.h5"}},
      },
      scratch, diffusion_deck);
}

}  // namespace
}  // namespace starling::test
