// Bad decks of the diffusion job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

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
          {"negative noise", quick, {"--solver.eta=-1"}, {"solver.eta", "at least 0"}},
      },
      scratch, &diffusion_deck);
}

}  // namespace
}  // namespace starling::test
