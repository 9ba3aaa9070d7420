// The range in which a key's numbers must lie.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/deck/value.hpp"

namespace starling {

/// One end of a range; `itself` says whether the bound is allowed.
struct Bound {
  double value;
  bool itself;
};

struct Range {
  std::optional<Bound> lower;
  std::optional<Bound> upper;

  /// "at least 1 and less than 5"; empty without bounds.
  [[nodiscard]] std::string text() const;
  /// Complains if one of the numbers is outside.
  [[nodiscard]] Complaint check(const std::vector<double>& numbers) const;
};

}  // namespace starling
