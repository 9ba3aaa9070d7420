// Values in double quotes: how a deck holds texts with the characters that begin a comment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace starling {

/// The text as a deck's value: in double quotes, its own doubled, where it would not read back as it is.
[[nodiscard]] std::string in_quotes_if_needed(std::string_view text);

/// A deck's line, its comment taken off. `value` is the text of a value in quotes; its place in `line` is then empty.
struct LineWithoutComment {
  std::string line;
  std::string value;
  bool has_quotes = false;
  bool is_closed = true;  ///< false: a quote is missing at the end, or text follows it
};

/// A comment begins with # or ; outside quotes, and a value is in quotes if it begins with one.
[[nodiscard]] LineWithoutComment without_comment(std::string_view line);

}  // namespace starling
