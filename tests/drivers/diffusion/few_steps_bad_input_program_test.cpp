// Bad decks of samplers of few steps.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion/decks.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

TEST(DiffusionBadInput, FewSteps) {
  const Scratch scratch;
  const std::string few = "few_steps";
  const Arguments mapped{"--method.map=solver", "--solver.name=heun", "--solver.steps=8"};
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
          {"a map of fixed levels",
           few,
           {"--method.map=solver", "--solver.name=schedule",
            "--solver.file=" STARLING_SOURCE_DIR "/inputs/diffusion/schedule_6.json"},
           {"solver.name", "levels of its own"}},
          {"a map with rho of another grid",
           few,
           {"--method.map=solver", "--solver.name=heun", "--solver.steps=8", "--solver.grid=lambda", "--solver.rho=3"},
           {"solver.rho", "solver.grid = edm"}},
          {"a tolerance of a solver",
           few,
           joined(mapped, {"--method.tolerance=1e-3"}),
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

}  // namespace
}  // namespace starling::test
