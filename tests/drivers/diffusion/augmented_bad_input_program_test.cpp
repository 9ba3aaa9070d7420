// Bad decks of Poisson flows.
#include <gtest/gtest.h>

#include "tests/drivers/diffusion/decks.hpp"
#include "tests/drivers/refusals.hpp"

namespace starling::test {
namespace {

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

}  // namespace
}  // namespace starling::test
