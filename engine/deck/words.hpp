// Texts that are lists of words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace starling {

/// What stands between blanks.
[[nodiscard]] std::vector<std::string> words_in(std::string_view text);

}  // namespace starling
