// Cutting texts at blanks.
#include "engine/deck/words.hpp"

#include <sstream>

namespace starling {

std::vector<std::string> words_in(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace starling
