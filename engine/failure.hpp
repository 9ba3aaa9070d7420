// Failures that end a run: one sentence, an exit code, and as fields what a caller may want to know of it.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
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

/// What tells a failure from others of its exit code, where a caller treats it in its own way.
enum class FailureKind : int { ordinary, out_of_memory };

/// The sentence of a run that has not enough memory, or its beginning.
inline constexpr std::string_view not_enough_memory = "there is not enough memory";

/// A failure that the user can act on; what() is one clear sentence.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& sentence, FailureScope scope = FailureScope::this_rank)
      : std::runtime_error(sentence), code_(code), scope_(scope) {}
  [[nodiscard]] ExitCode code() const { return code_; }
  [[nodiscard]] FailureKind kind() const { return kind_; }

  /// The deck's key that it is about, "section.name", for who knows the deck and can say where that was given
  /// (Schema::placed); empty if there is none, or if the sentence says it already.
  [[nodiscard]] const std::string& key() const { return key_; }

  /// True when the ranks have agreed on this failure, so that each can leave in good order (Communicator::agree).
  [[nodiscard]] bool agreed() const { return scope_ == FailureScope::every_rank; }

  /// The same failure in other words, or with another field.
  [[nodiscard]] Failure reworded(const std::string& sentence) const { return {code_, sentence, scope_, kind_, key_}; }
  [[nodiscard]] Failure about(std::string key) const { return {code_, what(), scope_, kind_, std::move(key)}; }
  [[nodiscard]] Failure of_kind(FailureKind kind) const { return {code_, what(), scope_, kind, key_}; }

 private:
  Failure(ExitCode code, const std::string& sentence, FailureScope scope, FailureKind kind, std::string key)
      : std::runtime_error(sentence), code_(code), scope_(scope), kind_(kind), key_(std::move(key)) {}

  ExitCode code_;
  FailureScope scope_;
  FailureKind kind_ = FailureKind::ordinary;
  std::string key_;
};

/// Any exception as a Failure: itself if it is one, else an internal error, of the kind out_of_memory where memory could
/// not be had.
[[nodiscard]] Failure as_failure(const std::exception& error);

/// Throws a Failure whose sentence is formatted from the arguments.
template <class... Arguments>
[[noreturn]] void fail(ExitCode code, fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
  throw Failure(code, fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

/// Throws bad input about a key of the deck, "section.name".
template <class... Arguments>
[[noreturn]] void fail_about(const std::string& key, fmt::format_string<Arguments...> sentence,
                             Arguments&&... arguments) {
  throw Failure(ExitCode::bad_input, fmt::format(sentence, std::forward<Arguments>(arguments)...)).about(key);
}

}  // namespace starling
