// Decimal text to a whole number without rounding, so that 1e6 and 2.5e3 count as whole and 2^53 + 1 stays itself.
#include "engine/deck/whole_number.hpp"

#include <charconv>
#include <string>

namespace starling {

namespace {

constexpr long long beyond_any_exponent = 1'000'000'000;
constexpr long long digits_of_largest = 20;  // of 2^64

std::string_view take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take_any(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool take_minus(std::string_view& text) {
  const bool minus = text.starts_with('-');
  take_any(text, "+-");
  return minus;
}

// `text` begins after the letter e; an empty run of digits makes it no number.
bool take_exponent(std::string_view& text, long long& exponent) {
  const bool minus = take_minus(text);
  const std::string_view digits = take_digits(text);
  if (digits.empty()) return false;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc{} || exponent > beyond_any_exponent) exponent = beyond_any_exponent;
  if (minus) exponent = -exponent;
  return true;
}

}  // namespace

WholeNumber parse_whole_number(std::string_view text) {
  WholeNumber number;
  number.negative = take_minus(text);
  std::string digits(take_digits(text));
  long long exponent = 0;
  std::string_view fraction;
  if (take_any(text, ".")) fraction = take_digits(text);
  digits += fraction;
  if (digits.empty()) return number;
  if (take_any(text, "eE") && !take_exponent(text, exponent)) return number;
  if (!text.empty()) return number;

  exponent -= static_cast<long long>(fraction.size());
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return {WholeNumberKind::whole, number.negative, 0};
  const std::size_t trailing_zeros = digits.size() - 1 - digits.find_last_not_of('0');
  digits.resize(digits.size() - trailing_zeros);
  exponent += static_cast<long long>(trailing_zeros);
  if (exponent < 0) return {WholeNumberKind::fraction, number.negative, 0};
  number.kind = WholeNumberKind::too_large;
  if (static_cast<long long>(digits.size()) + exponent > digits_of_largest) return number;
  digits.append(static_cast<std::size_t>(exponent), '0');
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number.magnitude);
  if (error == std::errc{}) number.kind = WholeNumberKind::whole;
  return number;
}

}  // namespace starling
