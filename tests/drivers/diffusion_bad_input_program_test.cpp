// Bad decks of the diffusion job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string diffusion_deck(const std::string& name) { return runs_of("diffusion").deck(name); }

TEST(DiffusionBadInput, DecksAndCombinations) {
  const Scratch scratch;
  const std::string quick = "quick";
  const std::string orders = "solver_orders";
  const Arguments unmixed{"--target.name=mixture", "--target.weights=0.5 0.4", "--target.means=0 1",
                          "--target.deviations=1 1"};
  const auto mixed = [](const std::string& weights, const std::string& means, const std::string& deviations) {
    return Arguments{"--target.name=mixture", "--target.weights=" + weights, "--target.means=" + means,
                     "--target.deviations=" + deviations};
  };
  expect_refused(
      {
          {"unknown target", quick, {"--target.name=piar"}, {"no such target", "pair"}},
          {"weights that do not add up", quick, unmixed, {"target.weights", "add up to 0.9"}},
          {"means that cannot be shared", quick, mixed("0.5 0.5", "1 2 3", "1 1"), {"target.means", "cannot share"}},
          {"too few deviations", quick, mixed("0.5 0.5", "1 2 3 4", "1"), {"target.deviations", "as many as"}},
          {"a negative weight", quick, mixed("1.5 -0.5", "1 2", "1 1"), {"target.weights", "greater than 0"}},
          {"a mixture without width", quick, mixed("0.5 0.5", "1 2", "1 0"), {"target.deviations", "at least"}},
          {"a plane on a line",
           quick,
           {"--target.name=two", "--target.dimension=1"},
           {"target.dimension", "at least 2"}},
          {"noise that grows", quick, {"--process.sigma_min=20"}, {"process.sigma_min", "below process.sigma_max"}},
          {"no noise", quick, {"--process.sigma_min=0"}, {"process.sigma_min", "at least"}},
          {"betas that fall", orders, {"--process.name=vp", "--process.beta_high=0.01"}, {"process.beta_high"}},
          {"vp numbers with ve",
           quick,
           {"--process.beta_low=1"},
           {"does nothing with process.name = ve", "only with vp"}},
          {"more order than steps", orders, {"--solver.steps=2"}, {"solver.order", "solver.steps = 2"}},
          {"unipc of order 4", orders, {"--solver.order=4"}, {"solver.order", "at most 3"}},
          {"a solver without a name",
           quick,
           {"--solver.name=", "--correction.name=none", "--correction.beta="},
           {"solver.name"}},
          {"no steps", quick, {"--solver.steps=0"}, {"solver.steps", "at least 1"}},
          {"rho without edm", orders, {"--solver.rho=5"}, {"solver.rho", "solver.grid = edm"}},
          {"no particles", quick, {"--ensemble.particles=0"}, {"ensemble.particles", "at least 1"}},
          {"quantiles in the plane", orders, {"--target.name=two"}, {"ensemble.start", "one dimension"}},
          {"replicas without chance", orders, {"--ensemble.replicas=3"}, {"ensemble.replicas", "all be the same"}},
          {"corrected vp", quick, {"--process.name=vp"}, {"correction.name", "process.name = ve"}},
          {"corrected flow", quick, {"--solver.name=heun"}, {"correction.name", "solver.name = euler_maruyama"}},
          {"exact weights of a flow", quick, {"--solver.eta=0"}, {"solver.eta", "a step with noise"}},
          {"copies that never part",
           quick,
           {"--solver.eta=0", "--correction.weights=feynman_kac"},
           {"solver.eta", "never part"}},
          {"guidance by nobody",
           quick,
           {"--correction.name=guidance", "--correction.beta="},
           {"second.name", "is missing"}},
          {"a product that grows",
           "fkc_guidance",
           {"--correction.scale=-1"},
           {"correction.name", "grows without bound"}},
          {"a pair too many",
           "interpolant",
           {"--target.name=ring", "--target.dimension=2", "--second.name=mixture",
            "--second.means=0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
            "--second.weights=0.2 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1", "--second.deviations=1 1 1 1 1 1 1 1 1"},
           {"process.name", "64 are the most"}},
          {"a mixture without measure", quick, mixed("0.5 0.5", "1 2", "1 1e-170"), {"target.deviations", "at least"}},
          {"a second for nobody", quick, {"--second.name=pair"}, {"second.name", "does nothing"}},
          {"a second in the plane",
           "fkc_product",
           {"--second.name=two", "--second.weights=", "--second.means=", "--second.deviations="},
           {"second.name", "2 dimensions"}},
          {"a threshold for published weights",
           quick,
           {"--correction.weights=published", "--correction.ess_threshold=0.9"},
           {"correction.ess_threshold", "does nothing"}},
          {"a start of a correction", quick, {"--ensemble.start=normal"}, {"ensemble.start", "does nothing"}},
          {"an interpolant from nothing",
           "interpolant",
           {"--second.name=none", "--second.weights=", "--second.means=", "--second.deviations="},
           {"second.name", "is missing"}},
          {"ddim between mixtures",
           "interpolant",
           {"--solver.name=ddim", "--solver.epsilon="},
           {"solver.name", "levels of a noising process"}},
          {"an interpolant's diffusion from noise",
           orders,
           {"--solver.name=interpolant_sde", "--solver.order="},
           {"solver.name", "euler_maruyama"}},
          {"a grid of sigma between mixtures", "interpolant", {"--solver.grid=lambda"}, {"solver.grid", "even"}},
          {"a normal start of an interpolant", "interpolant", {"--ensemble.start=normal"}, {"ensemble.start"}},
          {"beta of zero", quick, {"--correction.beta=0"}, {"correction.beta", "greater than 0"}},
          {"an unknown score", orders, {"--score.name=wrong"}, {"no such score", "cosine"}},
          {"a size without a score", orders, {"--score.size=0.1"}, {"score.size"}},
          {"a score too far off", orders, {"--score.name=scale", "--score.size=11"}, {"score.size", "at most 10"}},
          {"a score that is corrected", quick, {"--score.name=scale"}, {"score.name", "does nothing"}},
          {"a wrong score between mixtures", "interpolant", {"--score.name=cosine"}, {"score.name", "noising process"}},
          {"all weight moved", "gap", {"--score.name=other", "--score.size=0.7"}, {"score.size", "without weight"}},
          {"another score of one Gaussian",
           "edm_heun",
           {"--score.name=other", "--target.name=mixture", "--target.weights=1", "--target.means=0",
            "--target.deviations=1"},
           {"score.name", "two Gaussians"}},
          {"a gap in the plane", "gap", {"--target.name=two", "--ensemble.start=exact"}, {"target.name", "on a line"}},
          {"a gap of vp", "gap", {"--process.name=vp"}, {"process.name", "must be ve"}},
          {"a gap of flows", "gap", {"--solver.name=heun", "--ensemble.replicas=1"}, {"solver.name", "euler_maruyama"}},
          {"a gap without noise", "gap", {"--solver.eta=0", "--ensemble.replicas=1"}, {"solver.eta", "flow itself"}},
          {"a gap from elsewhere", "gap", {"--ensemble.start=normal"}, {"ensemble.start", "start_law"}},
          {"an own law of nobody", "gap", {"--method.start_law=own"}, {"method.start_law", "does nothing"}},
          {"a gap with a correction", "gap", {"--correction.name=annealing"}, {"correction.name", "does nothing"}},
          {"a gap to a second", "gap", {"--second.name=pair"}, {"second.name", "does nothing"}},
          {"a gap without a process",
           "gap",
           {"--process.name=none", "--process.sigma_max=", "--process.sigma_min="},
           {"process.name", "is missing"}},
          {"Gibbs of vp", "dlg", {"--process.name=vp"}, {"process.name", "must be ve"}},
          {"Gibbs denoised by noise", "dlg", {"--solver.name=ancestral"}, {"solver.name", "draws noise"}},
          {"Gibbs with a memory", "dlg", {"--solver.name=dpm_multistep"}, {"solver.name", "order 1"}},
          {"Gibbs on quantiles",
           "dlg",
           {"--ensemble.start=quantiles", "--ensemble.replicas=1"},
           {"ensemble.start", "joint law"}},
          {"too many levels", "dlg", {"--solver.steps=1024"}, {"solver.steps", "1024 are the most"}},
          {"tables too large",
           "dlg",
           {"--target.name=ring", "--target.dimension=1000", "--solver.steps=1000"},
           {"solver.steps", "1001 levels of 8 Gaussians"}},
          {"a window for nothing", "dlg", {"--method.window=20"}, {"method.window", "does nothing"}},
          {"half a window", "dlg", {"--method.keep=smallest", "--method.moves=205"}, {"method.moves", "whole windows"}},
          {"no moves", "dlg", {"--method.moves=0"}, {"method.moves", "at least 1"}},
          {"Langevin's step of nothing", "dlg", {"--method.step=0"}, {"method.step", "greater than 0"}},
          {"Gibbs with a wrong score", "dlg", {"--score.name=scale"}, {"score.name", "does nothing"}},
          {"Gibbs on the way to a second", "dlg", {"--second.name=pair"}, {"second.name", "does nothing"}},
          {"more rank than space", "lml", {"--method.rank=3"}, {"method.rank", "2 dimensions"}},
          {"too much rank", "lml", {"--method.rank=17"}, {"method.rank", "at most 16"}},
          {"no damping", "lml", {"--method.damping=0"}, {"method.damping", "at least"}},
          {"a chain without steps", "lml", {"--method.steps=0"}, {"method.steps", "at least 1"}},
          {"a chain that stands", "lml", {"--method.step=0"}, {"method.step", "greater than 0"}},
          {"too wide for P",
           "lml",
           {"--target.name=pair", "--target.dimension=65",
            "--target.means=", "--target.weights=", "--target.deviations="},
           {"target.name", "65 dimensions"}},
          {"chains with a process", "lml", {"--process.name=ve"}, {"process.name", "does nothing"}},
          {"chains with a solver", "lml", {"--solver.name=heun", "--solver.steps=3"}, {"solver.name", "does nothing"}},
          {"chains on quantiles", "lml", {"--ensemble.start=quantiles"}, {"ensemble.start", "start_deviation"}},
          {"a bend beyond all", "edm_heun", {"--solver.name=lml_published", "--solver.kappa=1.5"}, {"solver.kappa"}},
          {"negative noise", quick, {"--solver.eta=-1"}, {"solver.eta", "at least 0"}},
      },
      scratch, &diffusion_deck);
}

TEST(DiffusionBadInput, Decoding) {
  const Scratch scratch;
  const std::string words = "svdd_chain";
  const std::string points = "svdd_reward";
  const Arguments indicator{"--reward.name=indicator", "--reward.slope=", "--reward.low=1", "--reward.high=2"};
  const auto with = [](Arguments all, const std::string& one) {
    all.push_back(one);
    return all;
  };
  expect_refused(
      {
          {"decoding towards nothing",
           points,
           {"--reward.name=none", "--reward.slope=", "--reward.alpha="},
           {"reward.name", "is missing: method.name = decoding"}},
          {"a reward that nothing decodes", "edm_heun", {"--reward.name=letters"}, {"reward.name", "does nothing"}},
          {"a chain for a solver", "edm_heun", {"--target.name=chain"}, {"target.name", "only method.name = decoding"}},
          {"points' reward of words",
           words,
           {"--reward.name=linear", "--reward.slope=1",
            "--reward.letter=", "--reward.each=", "--reward.pattern=", "--reward.bonus="},
           {"reward.name", "no reward of words"}},
          {"words' reward of points",
           points,
           {"--reward.name=letters", "--reward.slope="},
           {"reward.name", "of points"}},
          {"probabilities that do not add up",
           words,
           {"--target.start=0.5 0.3 0.1"},
           {"target.start", "add up to 0.9"}},
          {"a letter that cannot be", words, {"--target.start=0.5 0.5 0"}, {"target.start", "at least"}},
          {"rows that are missing", words, {"--target.start=0.5 0.5"}, {"target.transitions", "2 letters need 4"}},
          {"one letter", words, {"--target.start=1", "--target.transitions=1"}, {"target.start", "2 to 8 letters"}},
          {"a row that does not add up",
           words,
           {"--target.start=0.5 0.5", "--target.transitions=0.5 0.5 0.5 0.6"},
           {"target.transitions", "add up to 1.1"}},
          {"words too long", words, {"--target.length=17"}, {"target.length", "at most 16"}},
          {"words without letters", words, {"--target.length=0"}, {"target.length", "at least 1"}},
          {"states beyond counting",
           words,
           {"--target.length=12"},
           {"method.values", "1.1073e+11 moves between 1.67772e+07 states"}},
          {"a letter beyond the last", words, {"--reward.letter=3"}, {"reward.letter", "letters 0 to 2"}},
          {"a pattern of other letters", words, {"--reward.pattern=03"}, {"reward.pattern", "holds '3'"}},
          {"a pattern beyond a word", words, {"--reward.pattern=02020"}, {"reward.pattern", "longer than a word"}},
          {"a pattern beyond memory",
           words,
           {"--reward.pattern=020202020", "--target.length=9"},
           {"reward.pattern", "more than 8"}},
          {"no temperature", words, {"--reward.alpha=0"}, {"reward.alpha", "at least"}},
          {"words transported", words, {"--method.weights=transported"}, {"method.weights", "is for diffusions"}},
          {"words that start elsewhere", words, {"--ensemble.start=normal"}, {"ensemble.start", "start masked"}},
          {"words by a solver",
           words,
           {"--solver.name=euler_maruyama", "--solver.steps=3"},
           {"solver.name", "target.steps"}},
          {"candidates that are weighed", words, {"--method.candidates=5"}, {"method.candidates", "does nothing"}},
          {"a pick that is weighed", words, {"--method.pick=greedy"}, {"method.pick", "does nothing"}},
          {"a threshold of picks",
           words,
           {"--method.weights=published", "--method.ess_threshold=0.3"},
           {"method.ess_threshold", "does nothing"}},
          {"samples of exact values", words, {"--method.samples=5"}, {"method.samples", "monte_carlo"}},
          {"no candidates",
           words,
           {"--method.weights=published", "--method.candidates=0"},
           {"method.candidates", "at least 1"}},
          {"no process",
           points,
           {"--process.name=none", "--process.sigma_max=", "--process.sigma_min="},
           {"process.name", "is missing"}},
          {"a flow", points, {"--solver.name=heun"}, {"solver.name", "draws no noise"}},
          {"no noise", points, {"--solver.eta=0"}, {"solver.name", "draws no noise"}},
          {"a transport of another step",
           points,
           {"--solver.name=ancestral"},
           {"method.weights", "solver.name = euler_maruyama"}},
          {"a transport from elsewhere", points, {"--ensemble.start=normal"}, {"ensemble.start", "is not exact"}},
          {"quantiles of a diffusion",
           points,
           {"--ensemble.start=quantiles", "--method.weights=smc"},
           {"ensemble.start", "draw nothing"}},
          {"slopes of another space", points, {"--reward.slope=1 2"}, {"reward.slope", "1 dimensions"}},
          {"an empty interval", points, with(indicator, "--reward.high=1"), {"reward.high", "above reward.low"}},
          {"a component of another space",
           points,
           with(indicator, "--reward.component=1"),
           {"reward.component", "1 dimensions"}},
          {"a reward that grows",
           points,
           {"--reward.name=quadratic", "--reward.slope=", "--reward.centre=0", "--reward.curvature=-1"},
           {"reward.curvature", "at least"}},
          {"a correction of what is decoded",
           points,
           {"--correction.name=annealing"},
           {"correction.name", "does nothing"}},
      },
      scratch, &diffusion_deck);
}

TEST(DiffusionBadInput, Augmented) {
  const Scratch scratch;
  const std::string pfgm = "pfgm";
  expect_refused(
      {
          {"no D", pfgm, {"--process.extra_dimensions="}, {"process.extra_dimensions", "has no value"}},
          {"D below 1", pfgm, {"--process.extra_dimensions=0.5"}, {"process.extra_dimensions", "at least 1"}},
          {"D without end", pfgm, {"--process.extra_dimensions=1e9"}, {"process.extra_dimensions", "at most"}},
          {"no tolerance", pfgm, {"--process.tolerance=0"}, {"process.tolerance", "at least"}},
          {"more nodes than there is room for",
           pfgm,
           {"--target.name=ring", "--target.dimension=4096", "--ensemble.start=exact", "--process.extra_dimensions=1",
            "--process.tolerance=1e-12"},
           {"process.tolerance", "nodes", "4096 are the most"}},
          {"a reverse diffusion", pfgm, {"--solver.name=euler_maruyama"}, {"solver.name", "reverse diffusion"}},
          {"ancestors", pfgm, {"--solver.name=ancestral"}, {"solver.name", "reverse diffusion"}},
          {"a correction",
           pfgm,
           {"--correction.name=annealing", "--ensemble.start=exact"},
           {"correction.name", "process.name = ve"}},
          {"D of a diffusion", pfgm, {"--process.name=ve"}, {"process.extra_dimensions", "does nothing"}},
          {"noise that grows", pfgm, {"--process.sigma_min=20"}, {"process.sigma_min", "below"}},
      },
      scratch, &diffusion_deck);
}

TEST(DiffusionBadInput, FewSteps) {
  const Scratch scratch;
  const std::string few = "few_steps";
  const Arguments mapped{"--method.map=solver", "--solver.name=heun", "--solver.steps=8"};
  const auto with = [](Arguments arguments, const std::string& more) {
    arguments.push_back(more);
    return arguments;
  };
  expect_refused(
      {
          {"an unknown method", few, {"--method.name=consistent"}, {"no such method", "consistency"}},
          {"levels that rise", few, {"--method.sigmas=1 5"}, {"method.sigmas", "must fall", "5"}},
          {"a level above the first", few, {"--method.sigmas=90 1"}, {"method.sigmas", "90"}},
          {"a level below the last", few, {"--method.sigmas=5 0.001"}, {"method.sigmas", "0.001"}},
          {"a level of nothing", few, {"--method.sigmas=5 0"}, {"method.sigmas", "greater than 0"}},
          {"a map by nobody", few, {"--method.map=solver"}, {"solver.name", "is missing"}},
          {"a solver for nobody", few, {"--solver.name=heun", "--solver.steps=8"}, {"solver.name", "does nothing"}},
          {"a map that draws",
           few,
           {"--method.map=solver", "--solver.name=ancestral", "--solver.steps=8"},
           {"solver.name", "draws noise"}},
          {"a tolerance of a solver",
           few,
           with(mapped, "--method.tolerance=1e-3"),
           {"method.tolerance", "does nothing"}},
          {"a tolerance that cannot be reached", few, {"--method.tolerance=1e-15"}, {"method.tolerance", "at least"}},
          {"no process",
           few,
           {"--process.name=none", "--process.sigma_max=", "--process.sigma_min="},
           {"process.name"}},
          {"noise of Student's law",
           few,
           {"--process.name=pfgm", "--process.extra_dimensions=4"},
           {"process.name", "normal noise"}},
          {"a correction", few, {"--correction.name=annealing"}, {"correction.name", "does nothing"}},
          {"a second for nobody", few, {"--second.name=pair"}, {"second.name", "does nothing"}},
          {"replicas without chance",
           few,
           {"--ensemble.start=quantiles", "--method.sigmas="},
           {"ensemble.replicas", "all be the same"}},
      },
      scratch, &diffusion_deck);
}

TEST(DiffusionBadInput, Schedules) {
  const Scratch scratch;
  const std::string search = "solver_search";
  const auto follow = [&](const std::string& file) {
    return Arguments{"--solver.name=schedule",
                     "--solver.order=", "--solver.steps=", "--solver.grid=", "--solver.file=" + file};
  };
  const auto with = [](Arguments arguments, const std::string& more) {
    arguments.push_back(more);
    return arguments;
  };
  const std::string six = STARLING_SOURCE_DIR "/inputs/diffusion/schedule_6.json";
  expect_refused(
      {
          {"a search in the plane", search, {"--target.name=two"}, {"target.name", "on a line"}},
          {"a search between mixtures",
           search,
           {"--process.name=linear", "--process.sigma_max=", "--process.sigma_min="},
           {"process.name", "no noise levels"}},
          {"a search without quantiles", search, {"--ensemble.start=exact"}, {"ensemble.start", "must be quantiles"}},
          {"searches side by side", search, {"--ensemble.replicas=2"}, {"ensemble.replicas", "must be 1"}},
          {"a search with a solver",
           search,
           {"--solver.name=ddim", "--solver.steps=6"},
           {"solver.name", "does nothing"}},
          {"one step", search, {"--method.steps=1"}, {"method.steps", "at least 2"}},
          {"order 5", search, {"--method.orders=5"}, {"method.orders", "at most 4"}},
          {"everything", search, {"--method.search=exhaustive", "--method.steps=10"}, {"method.search", "evolution"}},
          {"children of nobody",
           search,
           {"--method.search=exhaustive", "--method.steps=4", "--method.children=10"},
           {"method.children", "does nothing"}},
          {"another target in the plane",
           search,
           {"--second.name=two", "--second.weights=", "--second.means=", "--second.deviations="},
           {"second.name", "2 dimensions"}},
          {"samples of a search", search, {"--output.samples_every=1"}, {"output.samples_every", "does nothing"}},
          {"a rho of 0", search, {"--method.rhos=0"}, {"method.rhos", "at least 1"}},
          {"no schedule", "solver_orders", follow("nowhere.json"), {"solver.file", "cannot be read"}},
          {"a deck for a schedule", "solver_orders", follow(diffusion_deck("quick")), {"solver.file", "no schedule"}},
          {"a schedule for another process",
           "solver_orders",
           with(follow(six), "--process.name=vp"),
           {"solver.file", "process.name = ve, not vp"}},
          {"a schedule for another grid",
           "solver_orders",
           with(follow(six), "--process.sigma_max=10"),
           {"solver.file", "from sigma = 80"}},
          {"a schedule with steps", "solver_orders", with(follow(six), "--solver.steps=6"), {"solver.steps"}},
      },
      scratch, &diffusion_deck);
}

}  // namespace
}  // namespace starling::test
