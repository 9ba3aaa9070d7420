// The known name that a mistyped one most likely meant.
#include "engine/deck/nearest_name.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace starling {

namespace {

// A name longer than this is garbage, and the distance costs the product of both lengths.
constexpr std::size_t longest_compared = 80;

std::string_view last_part(std::string_view name) { return name.substr(name.find_last_of('.') + 1); }

std::size_t closeness(std::string_view name, std::string_view known) {
  const std::size_t cut_short = 1;
  const std::size_t section_is_wrong = 1;
  if (known.starts_with(name)) return std::min(edit_distance(name, known), cut_short);
  return std::min(edit_distance(name, known), edit_distance(last_part(name), last_part(known)) + section_is_wrong);
}

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before(other.size() + 1);
  std::vector<std::size_t> row(other.size() + 1);
  std::vector<std::size_t> next(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    next[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = row[j] + (one[i] == other[j] ? 0 : 1);
      next[j + 1] = std::min({replaced, row[j + 1] + 1, next[j] + 1});
      const bool swapped = i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j];
      if (swapped) next[j + 1] = std::min(next[j + 1], before[j - 1] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row.back();
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  name = name.substr(0, longest_compared);
  std::string nearest;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : known) {
    const std::size_t distance = closeness(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string either_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace starling
