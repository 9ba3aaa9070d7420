// The lines of n2p2's input.nn: keywords with values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace starling::potentials {

/// One line that is not empty, without its comment.
struct N2p2Line {
  std::string place;               ///< "file:line"
  std::vector<std::string> words;  ///< at least one

  /// Word k as a number; fails with bad_input if it is none, or not there.
  [[nodiscard]] double number(std::size_t k) const;
  [[nodiscard]] int whole_number(std::size_t k) const;
  [[nodiscard]] const std::string& word(std::size_t k) const;
};

/// The lines of a text; what follows # is a comment.
[[nodiscard]] std::vector<N2p2Line> n2p2_lines(std::string_view text, const std::string& name);

/// Those of a keyword.
[[nodiscard]] std::vector<N2p2Line> lines_of(const std::vector<N2p2Line>& lines, const std::string& keyword);

/// The last line of a keyword; fails with bad_input if there is none.
[[nodiscard]] N2p2Line line_of(const std::vector<N2p2Line>& lines, const std::string& keyword, const std::string& name);

}  // namespace starling::potentials
