// Chemical symbols and atomic numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace starling::potentials {

/// Of "H", "He", ...; empty for what is no element.
[[nodiscard]] std::optional<int> atomic_number(std::string_view symbol);

}  // namespace starling::potentials
