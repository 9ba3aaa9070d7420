// Session: the order and the quiet of starting and ending.
#include "engine/runtime/startup.hpp"

#include <mpi.h>

#include <Kokkos_Core.hpp>
#include <cstdio>
#include <cstdlib>

#include "engine/runtime/failure.hpp"

namespace starling {
namespace {

void start_kokkos() {
  // Through the environment, because the names of these settings in code differ between Kokkos versions, and only
  // where the user has not chosen.
  constexpr int keep_existing = 0;
  if (std::getenv("OMP_NUM_THREADS") == nullptr) setenv("KOKKOS_NUM_THREADS", "1", keep_existing);
  setenv("KOKKOS_DISABLE_WARNINGS", "true", keep_existing);
  char name[] = "starling";
  char* arguments[] = {name, nullptr};
  int count = 1;
  Kokkos::initialize(count, arguments);
}

}  // namespace

Session::Session(int& argument_count, char**& arguments) {
  int provided = MPI_THREAD_SINGLE;
  MPI_Init_thread(&argument_count, &arguments, MPI_THREAD_FUNNELED, &provided);
  if (provided < MPI_THREAD_FUNNELED) {
    std::fputs("starling: this MPI library cannot be used together with threads\n", stderr);
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::internal_error));
  }
  start_kokkos();
}

Session::~Session() {
  Kokkos::finalize();
  MPI_Finalize();
}

}  // namespace starling
