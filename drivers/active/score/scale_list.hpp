// The scales of a network by name, as its file has them.
#pragma once

#include "engine/learning/network_file.hpp"
#include "kernels/score/scales.hpp"

namespace starling::active {

[[nodiscard]] std::vector<learning::NamedNumbers> named_numbers(const score::ScoreShape& shape,
                                                                const score::Scales& scales);

/// The inverse. Fails with bad_input if one is missing or of another length.
[[nodiscard]] score::Scales scales_of(const score::ScoreShape& shape,
                                      const std::vector<learning::NamedNumbers>& numbers);

}  // namespace starling::active
