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

/// The lines of a text; what follows # or ! is a comment.
[[nodiscard]] std::vector<N2p2Line> n2p2_lines(std::string_view text, const std::string& name);

/// Fails with bad_input at a keyword that may make another potential of the same functions and weights (whatever is not
/// read here and does not merely direct a training), at another nnp_type than the short-range one, and where a keyword
/// that must be unique is repeated.
void check_n2p2_keywords(const std::vector<N2p2Line>& lines);

/// Those of a keyword.
[[nodiscard]] std::vector<N2p2Line> lines_of(const std::vector<N2p2Line>& lines, const std::string& keyword);

/// The line of a keyword, of which check_n2p2_keywords() leaves one at most; fails with bad_input if there is none.
[[nodiscard]] N2p2Line line_of(const std::vector<N2p2Line>& lines, const std::string& keyword, const std::string& name);

}  // namespace starling::potentials
