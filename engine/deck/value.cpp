// The values a deck may hold: from text with a sentence for what is wrong, and back to the text that gives the same
// bits.
#include "engine/deck/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "engine/deck/whole_number.hpp"

namespace starling {

namespace {

constexpr std::string_view blank_letters = " \t\n\r\f\v";

std::string_view without_plus(std::string_view text) {
  return text.size() > 1 && text[0] == '+' && text[1] != '-' ? text.substr(1) : text;
}

// Why `text` is not one finite number; `wanted` is "a number" or "a whole number".
Complaint not_a_number(std::string_view text, std::string_view wanted) {
  const std::string_view digits = without_plus(text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const auto read = static_cast<std::size_t>(end - digits.data());
  if (read == 0) return fmt::format("must be {}", wanted);
  if (!std::isfinite(value)) return fmt::format("must be {}, and a finite one", wanted);
  return fmt::format("must be {}, but \"{}\" follows \"{}\"", wanted, shown(trimmed(digits.substr(read))),
                     shown(digits.substr(0, read)));
}

// `lowest` and `highest` are magnitudes: a value lies in [-lowest, highest].
Complaint parse_whole(std::string_view text, std::uint64_t lowest, std::uint64_t highest, WholeNumber& number) {
  number = parse_whole_number(text);
  switch (number.kind) {
    case WholeNumberKind::not_a_number:
      return not_a_number(text, "a whole number");
    case WholeNumberKind::fraction:
      return "must be a whole number";
    case WholeNumberKind::too_large:
      break;
    case WholeNumberKind::whole:
      if (number.magnitude <= (number.negative ? lowest : highest)) return {};
      break;
  }
  if (number.negative && lowest == 0) return "must not be negative";
  return number.negative ? fmt::format("must be at least -{}", lowest) : fmt::format("must be at most {}", highest);
}

template <class Integer>
Complaint parse_signed(std::string_view text, Integer& value) {
  const auto highest = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
  WholeNumber number;
  Complaint complaint = parse_whole(text, highest + 1, highest, number);
  // Negating as unsigned keeps the most negative value, whose magnitude no signed integer holds.
  if (complaint.empty()) value = static_cast<Integer>(number.negative ? 0 - number.magnitude : number.magnitude);
  return complaint;
}

}  // namespace

Complaint parse_value(std::string_view text, std::int64_t& value) { return parse_signed(text, value); }

Complaint parse_value(std::string_view text, int& value) { return parse_signed(text, value); }

Complaint parse_value(std::string_view text, std::uint64_t& value) {
  WholeNumber number;
  Complaint complaint = parse_whole(text, 0, std::numeric_limits<std::uint64_t>::max(), number);
  if (complaint.empty()) value = number.magnitude;
  return complaint;
}

Complaint parse_value(std::string_view text, double& value) {
  const std::string_view digits = without_plus(text);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole_text = end == digits.data() + digits.size();
  if (error == std::errc::result_out_of_range && whole_text) return "is outside the range of double precision";
  if (error != std::errc{} || !whole_text || !std::isfinite(value)) return not_a_number(text, "a number");
  return {};
}

Complaint parse_value(std::string_view text, bool& value) {
  const bool yes = text == "true" || text == "yes" || text == "on" || text == "1";
  const bool no = text == "false" || text == "no" || text == "off" || text == "0";
  value = yes;
  return yes || no ? Complaint{} : "must be true or false";
}

Complaint parse_value(std::string_view text, std::string& value) {
  for (const char character : text) {
    if (static_cast<unsigned char>(character) < ' ') return "must not contain control characters";
  }
  value = text;
  return {};
}

Complaint parse_value(std::string_view text, std::vector<double>& value) {
  value.clear();
  std::string_view rest = trimmed(text);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", \t"), rest.size());
    double number = 0;
    if (end == 0) return "must be numbers separated by blanks or single commas";
    if (Complaint complaint = parse_value(rest.substr(0, end), number); !complaint.empty()) {
      return fmt::format("item {} {}", value.size() + 1, complaint);
    }
    value.push_back(number);
    rest = trimmed(rest.substr(end));
    if (!rest.starts_with(',')) continue;
    rest = trimmed(rest.substr(1));
    if (rest.empty()) return "ends in a comma";
  }
  return value.empty() ? "must be one number or several" : Complaint{};
}

std::optional<std::string> text_of(std::int64_t value) { return fmt::format("{}", value); }
std::optional<std::string> text_of(std::uint64_t value) { return fmt::format("{}", value); }
std::optional<std::string> text_of(int value) { return fmt::format("{}", value); }
std::optional<std::string> text_of(bool value) { return value ? "true" : "false"; }

// fmt writes the shortest text that reads back to the same double.
std::optional<std::string> text_of(double value) { return fmt::format("{}", value); }

std::optional<std::string> text_of(const std::string& value) {
  return value.empty() ? std::nullopt : std::optional(value);
}

std::optional<std::string> text_of(const std::vector<double>& value) {
  if (value.empty()) return std::nullopt;
  std::string text;
  for (const double number : value) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}", number);
  }
  return text;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 200;
  std::string clean(text.substr(0, longest));
  for (char& character : clean) {
    if (static_cast<unsigned char>(character) < ' ' || character == '\x7f') character = '?';
  }
  return text.size() > longest ? clean + "..." : clean;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blank_letters);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank_letters) + 1 - begin);
}

}  // namespace starling
