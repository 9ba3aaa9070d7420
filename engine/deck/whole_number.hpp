// Decimal text to a whole number without rounding, so that 1e6 and 2.5e3 count as whole and 2^53 + 1 stays itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace starling {

enum class WholeNumberKind { whole, fraction, too_large, not_a_number };

/// sign and magnitude; the magnitude is meaningful only where kind is `whole`.
struct WholeNumber {
  WholeNumberKind kind = WholeNumberKind::not_a_number;
  bool negative = false;
  std::uint64_t magnitude = 0;
};

/// Reads [+-]digits[.digits][e[+-]digits]; too_large from 2^64 on.
[[nodiscard]] WholeNumber parse_whole_number(std::string_view text);

}  // namespace starling
