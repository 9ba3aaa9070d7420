// The second line of a frame of extended XYZ: its pairs key=value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace starling {

/// The pairs of one line, in its order.
class ExtendedXyzPairs {
 public:
  /// `place` begins messages. Fails with bad_input where a quote or a brace is not closed.
  ExtendedXyzPairs(std::string_view line, std::string place);

  /// The value of a key; empty if there is none. The last one counts, as in ASE.
  [[nodiscard]] std::optional<std::string> text(const std::string& key) const;

  /// The numbers of a key, separated by blanks or commas. Fails with bad_input if one is not a number, or if there are
  /// not as many as one of `counts`.
  [[nodiscard]] std::optional<std::vector<double>> numbers(const std::string& key,
                                                           const std::vector<std::size_t>& counts) const;

  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  struct Pair {
    std::string key;
    std::string value;
  };
  std::string place_;
  std::vector<Pair> pairs_;
};

}  // namespace starling
