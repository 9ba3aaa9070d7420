// From the name of a deck's file to its text on every rank, and to the job that it is for.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace starling {

/// A file's bytes as a deck's text; bad input if they are empty, too many or not text. `path` names them in messages.
[[nodiscard]] std::string text_of_deck(std::string bytes, const std::string& path);

/// Collective: rank 0 reads the file, and every rank gets its text. A file that is missing, unreadable, empty, too
/// large or not text is bad input on every rank.
[[nodiscard]] std::string read_deck_file(const Communicator& world, const std::string& path);

/// The job that the deck's first line names; bad input unless it is one of `jobs`.
[[nodiscard]] std::string job_of(const std::string& text, const std::string& file,
                                 const std::vector<std::string>& jobs);

}  // namespace starling
