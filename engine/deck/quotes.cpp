// Adding and removing quotes.
#include "engine/deck/quotes.hpp"

#include "engine/deck/value.hpp"

namespace starling {

namespace {

constexpr std::string_view comment_characters = "#;";

/// Where a line's value begins with a quote; npos if it does not.
std::size_t opening_quote(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || line.find_first_of(comment_characters) < equals)
    return std::string_view::npos;
  const std::size_t value = line.find_first_not_of(" \t", equals + 1);
  return value != std::string_view::npos && line[value] == '"' ? value : std::string_view::npos;
}

}  // namespace

std::string in_quotes_if_needed(std::string_view text) {
  const bool as_it_is = text.find_first_of(comment_characters) == std::string_view::npos && !text.starts_with('"') &&
                        trimmed(text).size() == text.size();
  if (as_it_is) return std::string(text);
  std::string with_quotes = "\"";
  for (const char character : text) {
    if (character == '"') with_quotes += '"';
    with_quotes += character;
  }
  return with_quotes + '"';
}

LineWithoutComment without_comment(std::string_view line) {
  const std::size_t opening = opening_quote(line);
  if (opening == std::string_view::npos) {
    return {std::string(trimmed(line.substr(0, line.find_first_of(comment_characters)))), {}};
  }
  LineWithoutComment result{std::string(trimmed(line.substr(0, opening))), {}, true, false};
  for (std::size_t k = opening + 1; k < line.size(); ++k) {
    if (line[k] != '"') {
      result.value += line[k];
    } else if (k + 1 < line.size() && line[k + 1] == '"') {
      result.value += line[k++];
    } else {
      const std::string_view rest = trimmed(line.substr(k + 1));
      result.is_closed = rest.empty() || comment_characters.find(rest.front()) != std::string_view::npos;
      break;
    }
  }
  return result;
}

}  // namespace starling
