// Bad decks of the optimise job: one clear line, the documented exit code on any number of ranks, nothing written.
#include <gtest/gtest.h>

#include "tests/drivers/job_runs.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

std::string optimise_deck(const std::string& name) { return runs_of("optimise").deck(name); }

TEST(OptimiseBadInput, DecksAndCombinations) {
  const Scratch scratch;
  const std::string quick = "quick";
  const std::string fit = "maximum_likelihood";
  expect_refused(
      {
          {"unknown objective", quick, {"--objective.name=rastrigen"}, {"no such objective", "rastrigin"}},
          {"unknown method", quick, {"--method.name=cob"}, {"no such method", "cbo"}},
          {"no coordinates", quick, {"--objective.dimension=0"}, {"objective.dimension", "at least 1"}},
          {"half a coordinate", quick, {"--objective.dimension=2.5"}, {"objective.dimension", "whole number"}},
          {"weights that blunt", quick, {"--method.alpha=0"}, {"method.alpha", "greater than 0"}},
          {"weights that shrink", quick, {"--method.alpha_growth=0.9"}, {"method.alpha_growth", "at least 1"}},
          {"a most below the start", quick, {"--method.alpha_maximum=1"}, {"method.alpha_maximum", "less than"}},
          {"slots that fly apart", quick, {"--method.time_step=2"}, {"method.time_step", "fly apart"}},
          {"noise below none", quick, {"--method.noise=-1"}, {"method.noise", "at least 0"}},
          {"no slots", quick, {"--ensemble.particles=0"}, {"ensemble.particles", "at least 1"}},
          {"no steps", quick, {"--run.steps=0"}, {"run.steps", "at least 1"}},
          {"a negative tolerance", quick, {"--run.tolerance=-1"}, {"run.tolerance", "at least 0"}},
          {"half a box", quick, {"--start.lower=-1"}, {"start.upper", "is missing"}},
          {"a box inside out", quick, {"--start.lower=1", "--start.upper=0"}, {"start.lower", "not below"}},
          {"a box of other coordinates",
           quick,
           {"--start.lower=1 2 3", "--start.upper=4 5 6"},
           {"start.lower", "has 3 numbers", "5 coordinates"}},
          {"a point that nothing leaves", quick, {"--start.point=1"}, {"start.point", "stay there"}},
          {"a box and a point",
           "hopping",
           {"--start.lower=0", "--start.upper=1"},
           {"start.point", "give one of the two"}},
          {"no radius", "hopping", {"--method.radius=0"}, {"method.radius", "greater than 0"}},
          {"a stiffness below none", "hopping", {"--objective.stiffness=1 -1"}, {"objective.stiffness", "at least 0"}},
          {"a valley in one coordinate",
           quick,
           {"--objective.name=rosenbrock", "--objective.dimension=1"},
           {"objective.dimension", "at least 2"}},
          {"an atom alone", "lennard_jones", {"--objective.atoms=1"}, {"objective.atoms", "at least 2"}},
          {"a covariance of many",
           "rastrigin",
           {"--method.name=consensus_sampling", "--method.drift=", "--method.noise=", "--method.diffusion=",
            "--method.alpha=", "--method.alpha_growth=", "--method.alpha_maximum="},
           {"consensus_sampling takes at most 16"}},
          {"a response that is neither",
           quick,
           {"--objective.name=logistic", "--objective.dimension=", "--objective.file=../data/o_rings.csv",
            "--objective.column=distress temperature"},
           {"response", "must be 0 or 1"}},
          {"a model for nothing", quick, {"--model.name=gordon"}, {"model.name"}},
          {"a fit of nothing", fit, {"--objective.parameters="}, {"objective.parameters"}},
          {"a fit of what is not there",
           fit,
           {"--objective.parameters=hirst reversion volatility mean"},
           {"model.hirst", "no such number"}},
          {"a number twice", fit, {"--objective.parameters=mean mean hurst volatility"}, {"twice"}},
          {"bounds that are missing", fit, {"--objective.lower=0 1"}, {"objective.lower", "2 numbers for the 4"}},
          {"bounds inside out", fit, {"--objective.upper=0.01 5 3 0"}, {"objective.lower", "not below"}},
          {"bounds beyond the model's", fit, {"--objective.upper=1.5 5 3 0"}, {"model.hurst", "less than 1"}},
          {"no logarithm", fit, {"--objective.logarithmic=0 1 1 1"}, {"objective.lower", "has no logarithm"}},
          {"a start beyond the bounds",
           fit,
           {"--start.lower=0.01 0.1 0.1 -1", "--start.upper=0.5 1 1 -0.5"},
           {"start.lower", "hurst would start outside"}},
          {"half a logarithm", fit, {"--objective.logarithmic=0 0.5 1 0"}, {"objective.logarithmic", "0 or 1"}},
          {"as many slots as coordinates",
           "consensus_sampling",
           {"--ensemble.particles=2"},
           {"ensemble.particles", "more slots than the 2 coordinates"}},
          {"a start beyond numbers",
           quick,
           {"--start.lower=-1e308", "--start.upper=1e308"},
           {"[start]", "would start with the cost"}},
          {"a filter that cannot be", fit, {"--objective.filter=guided"}, {"objective.filter", "a proposal"}},
          {"a target to fit",
           fit,
           {"--model.name=cauchy_gaussian", "--model.processes=", "--data.file=", "--data.column="},
           {"model.name", "static target"}},
          {"data that are missing", fit, {"--data.file=", "--data.column="}, {"data.file", "missing"}},
      },
      scratch, &optimise_deck);
}

}  // namespace
}  // namespace starling::test
