// The known name that a mistyped one most likely meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace starling {

/// Fewest insertions, deletions, replacements and swaps of neighbouring letters that turn one name into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

/// The known name closest to `name`; the first of equals, empty if none is known. A known name
/// that begins with `name` is close, and so is one whose part after the last dot fits though its section does not.
[[nodiscard]] std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

/// "a, b or c".
[[nodiscard]] std::string either_of(const std::vector<std::string>& names);

}  // namespace starling
