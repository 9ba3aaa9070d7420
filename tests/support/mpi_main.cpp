// The main of test binaries that run under mpirun: rank 0 speaks for all, and one failure anywhere fails every rank.
#include <gtest/gtest.h>
#include <mpi.h>

#include <memory>

#include "engine/runtime/startup.hpp"
#include "tests/support/rank_listener.hpp"

namespace {

int run_tests_on_all_ranks() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  if (rank > 0) {
    delete listeners.Release(listeners.default_result_printer());
    delete listeners.Release(listeners.default_xml_generator());
  }
  // Appended last, so that at the end of a test it runs before the printer, which then knows of every rank's failures.
  const auto listener = std::make_unique<starling::testing_support::RankListener>(MPI_COMM_WORLD);
  listeners.Append(listener.get());
  int exit_code = RUN_ALL_TESTS();
  listeners.Release(listener.get());
  MPI_Allreduce(MPI_IN_PLACE, &exit_code, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  const starling::Session session(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  return run_tests_on_all_ranks();
}
