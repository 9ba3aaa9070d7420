// The last word of a run that fails: one sentence on standard error and the exit code, on every rank.
#pragma once

#include <cstdio>
#include <exception>
#include <utility>

#include "engine/comm/communicator.hpp"
#include "engine/failure.hpp"

namespace starling {

namespace detail {

inline int report_failure(const Communicator& world, const Failure& failure) {
  const int code = static_cast<int>(failure.code());
  if (failure.agreed() || world.size() == 1) {
    if (world.is_root()) std::fprintf(stderr, "starling: %s\n", failure.what());
  } else {
    std::fprintf(stderr, "starling: rank %d: %s\n", world.rank(), failure.what());
    std::fflush(stderr);
    MPI_Abort(world.handle(), code);  // the others do not know, and would wait for this rank for ever
  }
  return code;
}

}  // namespace detail

/// Runs `body`, which returns an ExitCode, and returns the process's exit code.
///
/// A Failure that the ranks have agreed on (Communicator::agree, together), or that of a single rank, is told once,
/// by rank 0, and its code returned on every rank. Any other exception ends all ranks with MPI_Abort after this rank
/// has said what happened; what is not a Failure counts as an internal error.
template <class Body>
int guarded(const Communicator& world, Body&& body) {
  try {
    return static_cast<int>(std::forward<Body>(body)());
  } catch (const std::exception& error) {
    return detail::report_failure(world, as_failure(error));
  }
}

}  // namespace starling
