// A deck's text taken apart: which key is set to which text, and on which line.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/failure.hpp"

namespace starling {

/// One "key = value", not yet checked against what a job knows.
struct Assignment {
  std::string key;    ///< "system.box"; keys before the first heading have no section
  std::string value;  ///< as written, without the blanks around it
  std::string file;   ///< empty: from the command line
  int line = 0;

  /// "mips.ini:12: system.box = 10" or "command line: --system.box=10", to be followed by what is wrong.
  [[nodiscard]] std::string place() const;
};

/// Reads INI text: [section] headings, `key = value`, comments from # or ; to the end of the line. A malformed line or
/// a key that is given twice is bad input; `file` names the text in messages.
[[nodiscard]] std::vector<Assignment> read_assignments(std::string_view text, std::string_view file);

/// What a deck and a command line set together, the command line last; without what its empty values take back.
[[nodiscard]] std::vector<Assignment> combined(std::vector<Assignment> deck, std::span<const Assignment> command_line);

}  // namespace starling
