// Bad decks of searches for schedules, and of solvers that follow one.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion/decks.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

TEST(DiffusionBadInput, Schedules) {
  const Scratch scratch;
  const std::string search = "solver_search";
  const auto follow = [&](const std::string& file) {
    return Arguments{"--solver.name=schedule",
                     "--solver.order=", "--solver.steps=", "--solver.grid=", "--solver.file=" + file};
  };
  const std::string six = STARLING_SOURCE_DIR "/inputs/diffusion/schedule_6.json";
  expect_refused(
      {
          {"a plane for a line", search, {"--target.name=two"}, {"second.name", "1 dimensions, and the target 2"}},
          {"quantiles of a plane",
           search,
           {"--target.name=two", "--second.name=none", "--second.weights=", "--second.means=", "--second.deviations="},
           {"ensemble.start", "must be exact in 2 dimensions"}},
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
          {"a target without quantiles",
           search,
           {"--second.means=-50000 50000", "--second.deviations=0.001 0.001"},
           {"second.name", "quantiles"}},
          {"more quantiles than a rank holds",
           search,
           {"--ensemble.particles=1000001"},
           {"ensemble.particles", "every rank"}},
          {"samples of a search", search, {"--output.samples_every=1"}, {"output.samples_every", "does nothing"}},
          {"a rho of 0", search, {"--method.rhos=0"}, {"method.rhos", "at least 1"}},
          {"no schedule", "solver_orders", follow("nowhere.json"), {"solver.file", "cannot be read"}},
          {"a deck for a schedule", "solver_orders", follow(diffusion_deck("quick")), {"solver.file", "no schedule"}},
          {"a schedule for another process",
           "solver_orders",
           joined(follow(six), {"--process.name=vp"}),
           {"solver.file", "process.name = ve, not vp"}},
          {"a schedule for another grid",
           "solver_orders",
           joined(follow(six), {"--process.sigma_max=10"}),
           {"solver.file", "from sigma = 80"}},
          {"a schedule with steps", "solver_orders", joined(follow(six), {"--solver.steps=6"}), {"solver.steps"}},
      },
      scratch, &diffusion_deck);
}

}  // namespace
}  // namespace starling::test
