// Which reaction of a network goes back.
#pragma once

#include <array>
#include <string>

#include "kernels/jump/network.hpp"

namespace starling::jump {

/// Of each reaction with a constant above 0 the place of the one that takes what it leaves and leaves what it takes; -1 of the
/// others. Fails with bad_input about `key` where one has none that happens, or several.
[[nodiscard]] std::array<std::int32_t, most_reactions> reverses(const Network& network, const std::string& key);

}  // namespace starling::jump
