// The values a deck may hold: from text with a sentence for what is wrong, and back to the text that gives the same
// bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starling {

/// What is wrong with a value, to follow "key = value: "; empty if nothing is.
using Complaint = std::string;

/// Reads the whole of `text` into `value`. Whole numbers may be written 1e6 where that is exact; lists are separated by
/// blanks or commas. NaN, infinities, trailing text and overflow are refused.
[[nodiscard]] Complaint parse_value(std::string_view text, std::int64_t& value);
[[nodiscard]] Complaint parse_value(std::string_view text, std::uint64_t& value);
[[nodiscard]] Complaint parse_value(std::string_view text, int& value);
[[nodiscard]] Complaint parse_value(std::string_view text, double& value);
[[nodiscard]] Complaint parse_value(std::string_view text, bool& value);
[[nodiscard]] Complaint parse_value(std::string_view text, std::string& value);
[[nodiscard]] Complaint parse_value(std::string_view text, std::vector<double>& value);

template <class Value>
[[nodiscard]] Complaint parse_value(std::string_view text, std::optional<Value>& value) {
  return parse_value(text, value.emplace());
}

/// The text that parse_value turns back into the same value. An empty string, list or optional is an unset value and
/// has no text.
[[nodiscard]] std::optional<std::string> text_of(std::int64_t value);
[[nodiscard]] std::optional<std::string> text_of(std::uint64_t value);
[[nodiscard]] std::optional<std::string> text_of(int value);
[[nodiscard]] std::optional<std::string> text_of(double value);
[[nodiscard]] std::optional<std::string> text_of(bool value);
[[nodiscard]] std::optional<std::string> text_of(const std::string& value);
[[nodiscard]] std::optional<std::string> text_of(const std::vector<double>& value);

template <class Value>
[[nodiscard]] std::optional<std::string> text_of(const std::optional<Value>& value) {
  return value ? text_of(*value) : std::nullopt;
}

/// Empties a value that can be unset; leaves any other as it is.
inline void make_unset(std::string& value) { value.clear(); }
inline void make_unset(std::vector<double>& value) { value.clear(); }

template <class Value>
void make_unset(std::optional<Value>& value) {
  value.reset();
}

template <class Value>
void make_unset(Value&) {}

/// The numbers in a value, for comparing them with limits; none in a text or a truth value.
[[nodiscard]] inline std::vector<double> numbers_in(std::int64_t value) { return {static_cast<double>(value)}; }
[[nodiscard]] inline std::vector<double> numbers_in(std::uint64_t value) { return {static_cast<double>(value)}; }
[[nodiscard]] inline std::vector<double> numbers_in(int value) { return {static_cast<double>(value)}; }
[[nodiscard]] inline std::vector<double> numbers_in(double value) { return {value}; }
[[nodiscard]] inline std::vector<double> numbers_in(bool) { return {}; }
[[nodiscard]] inline std::vector<double> numbers_in(const std::string&) { return {}; }
[[nodiscard]] inline std::vector<double> numbers_in(const std::vector<double>& value) { return value; }

template <class Value>
[[nodiscard]] std::vector<double> numbers_in(const std::optional<Value>& value) {
  return value ? numbers_in(*value) : std::vector<double>{};
}

/// What the documentation calls a value's type; only the argument's type matters.
[[nodiscard]] inline std::string kind_of(std::int64_t) { return "whole number"; }
[[nodiscard]] inline std::string kind_of(std::uint64_t) { return "whole number"; }
[[nodiscard]] inline std::string kind_of(int) { return "whole number"; }
[[nodiscard]] inline std::string kind_of(double) { return "number"; }
[[nodiscard]] inline std::string kind_of(bool) { return "true or false"; }
[[nodiscard]] inline std::string kind_of(const std::string&) { return "text"; }
[[nodiscard]] inline std::string kind_of(const std::vector<double>&) { return "numbers"; }

template <class Value>
[[nodiscard]] std::string kind_of(const std::optional<Value>&) {
  return kind_of(Value{});
}

/// Text from outside made fit for a message: control characters become '?', and a long text is cut.
[[nodiscard]] std::string shown(std::string_view text);

/// `text` without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace starling
