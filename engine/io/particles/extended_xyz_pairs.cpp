// Taking the pairs of a line apart.
#include "engine/io/particles/extended_xyz_pairs.hpp"

#include <algorithm>

#include "engine/deck/value.hpp"
#include "engine/failure.hpp"

namespace starling {
namespace {

constexpr std::string_view pair_blanks = " \t\r";

/// Takes what stands up to `stop`, or to the end of a quotation or a pair of braces, from the front of `rest`. In a
/// quotation a backslash takes its meaning from a quote or a backslash.
std::string take_word(std::string_view& rest, std::string_view stop, const std::string& place) {
  if (!rest.empty() && std::string_view("\"'{[").find(rest.front()) != std::string_view::npos) {
    const char open = rest.front();
    const char close = open == '{' ? '}' : (open == '[' ? ']' : open);
    std::string word;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != close; ++at) {
      const bool escapes =
          open == close && rest[at] == '\\' && at + 1 < rest.size() && (rest[at + 1] == close || rest[at + 1] == '\\');
      if (escapes) ++at;
      word += rest[at];
    }
    if (at == rest.size()) fail(ExitCode::bad_input, "{}: {} is not closed", place, shown(rest.substr(0, 40)));
    rest.remove_prefix(at + 1);
    return word;
  }
  const std::size_t end = std::min(rest.find_first_of(stop), rest.size());
  std::string word(rest.substr(0, end));
  rest.remove_prefix(end);
  return word;
}

}  // namespace

ExtendedXyzPairs::ExtendedXyzPairs(std::string_view line, std::string place) : place_(std::move(place)) {
  std::string_view rest = line;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(pair_blanks), rest.size()));
    if (rest.empty()) return;
    Pair pair{take_word(rest, " \t\r=", place_), "T"};
    if (!rest.empty() && rest.front() == '=') {
      rest.remove_prefix(1);
      pair.value = take_word(rest, pair_blanks, place_);
    }
    pairs_.push_back(std::move(pair));
  }
}

std::optional<std::string> ExtendedXyzPairs::text(const std::string& key) const {
  const auto found = std::find_if(pairs_.rbegin(), pairs_.rend(), [&](const Pair& pair) { return pair.key == key; });
  if (found == pairs_.rend()) return std::nullopt;
  return found->value;
}

std::optional<std::vector<double>> ExtendedXyzPairs::numbers(const std::string& key,
                                                             const std::vector<std::size_t>& counts) const {
  const std::optional<std::string> value = text(key);
  if (!value) return std::nullopt;
  std::vector<double> numbers;
  const Complaint complaint = parse_value(*value, numbers);
  if (!complaint.empty()) fail(ExitCode::bad_input, "{}: {}: {}", place_, key, complaint);
  if (std::find(counts.begin(), counts.end(), numbers.size()) == counts.end()) {
    fail(ExitCode::bad_input, "{}: {} has {} numbers: it must have {}", place_, key, numbers.size(), counts.front());
  }
  return numbers;
}

}  // namespace starling
