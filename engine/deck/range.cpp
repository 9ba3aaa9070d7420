// The range in which a key's numbers must lie.
#include "engine/deck/range.hpp"

#include <fmt/format.h>

namespace starling {

namespace {

bool inside(double number, const Range& range) {
  if (range.lower && (range.lower->itself ? number < range.lower->value : number <= range.lower->value)) return false;
  if (range.upper && (range.upper->itself ? number > range.upper->value : number >= range.upper->value)) return false;
  return true;
}

}  // namespace

std::string Range::text() const {
  std::string words;
  if (lower) words = fmt::format("{} {}", lower->itself ? "at least" : "greater than", lower->value);
  if (lower && upper) words += " and ";
  if (upper) words += fmt::format("{} {}", upper->itself ? "at most" : "less than", upper->value);
  return words;
}

Complaint Range::check(const std::vector<double>& numbers) const {
  for (const double number : numbers) {
    if (!inside(number, *this)) return fmt::format("must {}be {}", numbers.size() > 1 ? "each " : "", text());
  }
  return {};
}

}  // namespace starling
