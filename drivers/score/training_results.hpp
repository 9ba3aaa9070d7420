// What a training says of itself: the names of its table's columns, and what is proved at its end.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/score/certificate.hpp"
#include "engine/run/member.hpp"

namespace starling::score {

/// The columns behind the first; with several blocks of variables, those of each behind the sums.
[[nodiscard]] std::vector<std::string> training_columns(std::span<const active::Block> blocks);

/// What `frames` held-out frames proved; without a certificate, that the training has not ended.
[[nodiscard]] std::vector<Result> training_results(std::span<const active::Block> blocks,
                                                   const std::optional<Certificate>& certificate, std::int64_t frames);

}  // namespace starling::score
