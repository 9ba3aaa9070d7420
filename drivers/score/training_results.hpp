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

/// What held-out frames proved; without a certificate, that the training has not ended. Of several densities what each says is
/// behind the means.
[[nodiscard]] std::vector<Result> training_results(const Deck& deck, std::span<const active::Block> blocks,
                                                   const std::optional<Certificate>& certificate);

}  // namespace starling::score
