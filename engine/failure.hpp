// How a run says that it cannot go on: one sentence and an exit code.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace starling {

/// Exit codes of the program; docs/running.md lists them for batch scripts.
enum class ExitCode : int {
  success = 0,
  internal_error = 1,  ///< a defect of the program itself
  bad_input = 2,       ///< deck, command line, start or restart file
  blow_up = 3,         ///< the state became non-finite or moved further than physics allows
  file_error = 4,      ///< a file could not be written or read back
  interrupted = 75     ///< stopped by a signal or the wall limit after a checkpoint: submit again with --restart
};

/// Who is throwing: one rank for itself, or every rank of a communicator the same sentence.
enum class FailureScope { this_rank, every_rank };

/// A failure that the user can act on; what() is one clear sentence.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& sentence, FailureScope scope = FailureScope::this_rank)
      : std::runtime_error(sentence), code_(code), scope_(scope) {}
  [[nodiscard]] ExitCode code() const { return code_; }

  /// The same failure in other words.
  [[nodiscard]] Failure reworded(const std::string& sentence) const { return {code_, sentence, scope_}; }

  /// True when the ranks have agreed on this failure, so that each can leave in good order (Communicator::agree).
  [[nodiscard]] bool agreed() const { return scope_ == FailureScope::every_rank; }

 private:
  ExitCode code_;
  FailureScope scope_;
};

/// Throws a Failure whose sentence is formatted from the arguments.
template <class... Arguments>
[[noreturn]] void fail(ExitCode code, fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
  throw Failure(code, fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

}  // namespace starling
