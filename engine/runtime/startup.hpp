// Start and end of the program: MPI and Kokkos, up and down in the right order.
#pragma once

namespace starling {

/// Starts MPI (calls from one thread of a rank) and Kokkos, and ends both when it goes out of scope.
///
/// Each rank runs one thread unless OMP_NUM_THREADS or KOKKOS_NUM_THREADS says otherwise. Kokkos is set by its
/// environment variables only: the command line belongs to the program. Construct it first in main; everything that
/// holds a communicator or a view must be gone before it.
class Session {
 public:
  Session(int& argument_count, char**& arguments);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

}  // namespace starling
