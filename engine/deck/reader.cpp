// A deck's text taken apart: which key is set to which text, and on which line.
#include "engine/deck/reader.hpp"

#include <boost/program_options.hpp>
#include <map>
#include <optional>
#include <sstream>

#include "engine/deck/quotes.hpp"
#include "engine/deck/value.hpp"

namespace starling {

namespace {

constexpr std::string_view letters_of_names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of(letters_of_names) == std::string_view::npos;
}

void check_line(std::string_view line, std::string_view file, int number) {
  const std::size_t equals = line.find('=');
  if (line.front() == '[') {
    if (line.back() == ']' && is_name(trimmed(line.substr(1, line.size() - 2)))) return;
    fail(ExitCode::bad_input, "{}:{}: \"{}\" is not a heading of the form [section]", file, number, shown(line));
  }
  if (equals == std::string_view::npos) {
    fail(ExitCode::bad_input, "{}:{}: \"{}\" is neither key = value nor a [section]", file, number, shown(line));
  }
  if (!is_name(trimmed(line.substr(0, equals)))) {
    fail(ExitCode::bad_input, "{}:{}: \"{}\" does not begin with the name of a key", file, number, shown(line));
  }
}

std::string without_blanks_in_heading(std::string_view line) {
  return fmt::format("[{}]", trimmed(line.substr(1, line.size() - 2)));
}

// An entry of the text. Boost itself keeps no line numbers, and takes # in quotes for a comment.
struct Entry {
  int line;
  std::optional<std::string> quoted_value;
};

// The text in the form that Boost's parser takes, which knows no comments that begin with a semicolon.
struct CheckedText {
  std::string text;
  std::vector<Entry> entries;
};

CheckedText check_lines(std::string_view text, std::string_view file) {
  CheckedText checked;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const LineWithoutComment taken = without_comment(text.substr(0, end));
    const std::string& line = taken.line;
    const std::string_view whole = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    check_line(line, file, number);
    if (!taken.is_closed) {
      fail(ExitCode::bad_input, "{}:{}: \"{}\" has a value in quotes that does not end with one", file, number,
           shown(whole));
    }
    const bool heading = line.front() == '[';
    checked.text += heading ? without_blanks_in_heading(line) : line;
    checked.text += '\n';
    if (!heading) checked.entries.push_back({number, taken.has_quotes ? std::optional(taken.value) : std::nullopt});
  }
  return checked;
}

}  // namespace

std::string Assignment::place() const {
  if (file.empty()) return fmt::format("command line: --{}={}", shown(key), shown(value));
  return fmt::format("{}:{}: {} = {}", file, line, shown(key), shown(value));
}

std::vector<Assignment> read_assignments(std::string_view text, std::string_view file) {
  const CheckedText checked = check_lines(text, file);
  std::istringstream stream(checked.text);
  const bool keep_keys_that_boost_does_not_know = true;
  const auto parsed = boost::program_options::parse_config_file(stream, boost::program_options::options_description{},
                                                                keep_keys_that_boost_does_not_know);

  std::vector<Assignment> assignments;
  std::map<std::string, int> first_line;
  for (std::size_t i = 0; i < parsed.options.size(); ++i) {
    const auto& option = parsed.options[i];
    const auto& [line, quoted_value] = checked.entries.at(i);
    const auto [earlier, is_new] = first_line.emplace(option.string_key, line);
    if (!is_new) {
      fail(ExitCode::bad_input, "{}:{}: {} is given twice, first on line {}", file, line, shown(option.string_key),
           earlier->second);
    }
    assignments.push_back({option.string_key, quoted_value.value_or(option.value.at(0)), std::string(file), line});
  }
  return assignments;
}

std::vector<Assignment> combined(std::vector<Assignment> deck, std::span<const Assignment> command_line) {
  for (const Assignment& one : command_line) {
    const auto erased = std::erase_if(deck, [&](const Assignment& earlier) { return earlier.key == one.key; });
    if (erased == 0 || !one.value.empty()) deck.push_back(one);
  }
  return deck;
}

}  // namespace starling
