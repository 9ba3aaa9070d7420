// Session: the order and the quiet of starting and ending.
#include "engine/runtime/startup.hpp"

#include <hdf5.h>
#include <mpi.h>

#include <Kokkos_Core.hpp>
#include <cstdio>
#include <cstdlib>

#include "engine/failure.hpp"

namespace starling {
namespace {

// Settings of the environment hold only where the user has not chosen.
constexpr int keep_existing = 0;

void choose_mpi_io() {
  // Open MPI's own MPI-IO takes a semaphore named after the file's last part for every file that it opens. A process
  // killed meanwhile leaves it locked, and whoever opens a file of that name on that machine waits for ever. ROMIO needs
  // none; where there is no ROMIO, the semaphore can at least be replaced.
  setenv("OMPI_MCA_io_ompio_priority", "1", keep_existing);
  setenv("OMPI_MCA_sharedfp", "^sm", keep_existing);
}

void choose_store_of_launch() {
  // A process that nobody launched keeps what Open MPI tells it to itself: the store in shared memory that PMIx would make
  // sometimes ends such a process with a segmentation fault (openpmix issue 1114). Launched ranks share one, as told.
  if (std::getenv("PMIX_RANK") == nullptr) setenv("PMIX_MCA_gds", "hash", keep_existing);
}

void start_kokkos() {
  // Through the environment, because the names of these settings in code differ between Kokkos versions.
  if (std::getenv("OMP_NUM_THREADS") == nullptr) setenv("KOKKOS_NUM_THREADS", "1", keep_existing);
  setenv("KOKKOS_DISABLE_WARNINGS", "true", keep_existing);
  char name[] = "starling";
  char* arguments[] = {name, nullptr};
  int count = 1;
  Kokkos::initialize(count, arguments);
}

}  // namespace

Session::Session(int& argument_count, char**& arguments) {
  choose_mpi_io();
  choose_store_of_launch();
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
  // MPI_Finalize would end HDF5 too, but ROMIO before it: files that a failure has left open need both.
  H5close();
  MPI_Finalize();
}

}  // namespace starling
