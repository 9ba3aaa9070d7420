// Exceptions of other libraries as failures.
#include "engine/failure.hpp"

#include <new>

namespace starling {
namespace {

/// Kokkos throws a std::runtime_error of many purposes when a view cannot be had: its words are all that it gives.
bool says_that_kokkos_has_no_memory(std::string_view words) {
  return words.starts_with("Kokkos failed to allocate memory") || words.starts_with("Memory allocation failure");
}

}  // namespace

Failure as_failure(const std::exception& error) {
  if (const auto* failure = dynamic_cast<const Failure*>(&error)) return *failure;
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr || says_that_kokkos_has_no_memory(error.what())) {
    return Failure(ExitCode::internal_error, std::string(not_enough_memory)).of_kind(FailureKind::out_of_memory);
  }
  return {ExitCode::internal_error, error.what()};
}

}  // namespace starling
