// The exact posterior of the linear mw24 potential on the data that ship with the decks: numbers found by another program.
#include <gtest/gtest.h>
#include <mpi.h>

#include "engine/io/atomic_file.hpp"
#include "tests/engine/potentials/linear_posterior.hpp"

namespace starling::potentials {
namespace {

using namespace testing_support;

TEST(LinearPotential, HasTheExactPosteriorOfAnotherProgram) {
  const Communicator world(MPI_COMM_WORLD);
  if (!world.is_root()) return;
  const std::string file = std::string(STARLING_SOURCE_DIR) + "/inputs/data/mw64_train.extxyz";
  const std::vector<AtomicConfiguration> all = parse_extended_xyz(read_text_file(file), file);
  Potential potential;
  potential.elements = {"O"};
  potential.functions = mw24_functions(1);
  put_in_order(potential, "test");
  potential.statistics = statistics_of(potential, all, "test");
  const NormalEquations first = normal_equations(potential, {all.begin(), all.begin() + 20});
  const NormalEquations whole = normal_equations(potential, all);
  const auto expect = [](const LinearPosterior& found, const LinearPosterior& known) {
    EXPECT_NEAR(found.u, known.u, 1e-6);
    EXPECT_NEAR(found.u_deviation, known.u_deviation, 1e-6);
    EXPECT_NEAR(found.weight, known.weight, 1e-6);
    EXPECT_NEAR(found.weight_deviation, known.weight_deviation, 1e-6);
  };
  expect(exact_posterior(first, 0.1, 1.0), {-3.796284, 0.011489, 0.234615, 0.012797});
  expect(exact_posterior(first, 0.1, 0.1), {-3.799216, 0.003623, 0.234639, 0.004034});
  expect(exact_posterior(whole, 0.1, 1.0), {-3.796610, 0.006600, 0.196537, 0.007101});
}

}  // namespace
}  // namespace starling::potentials
