// The range that a key's numbers must lie in.
#include "engine/deck/limits.hpp"

#include <fmt/format.h>

namespace starling {

namespace {

bool inside(double number, const Limits& limits) {
  if (limits.lower && (limits.lower->itself ? number < limits.lower->value : number <= limits.lower->value))
    return false;
  if (limits.upper && (limits.upper->itself ? number > limits.upper->value : number >= limits.upper->value))
    return false;
  return true;
}

}  // namespace

std::string Limits::text() const {
  std::string words;
  if (lower) words = fmt::format("{} {}", lower->itself ? "at least" : "greater than", lower->value);
  if (lower && upper) words += " and ";
  if (upper) words += fmt::format("{} {}", upper->itself ? "at most" : "less than", upper->value);
  return words;
}

Complaint Limits::check(const std::vector<double>& numbers) const {
  for (const double number : numbers) {
    if (!inside(number, *this)) return fmt::format("must {}be {}", numbers.size() > 1 ? "each " : "", text());
  }
  return {};
}

}  // namespace starling
