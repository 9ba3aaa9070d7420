// Averages keep the cadence with which they began: what a restart may make of output.observe_every and profile_every.
#pragma once

#include <nlohmann/json.hpp>

#include "drivers/active/deck.hpp"

namespace starling::active {

/// Blocks of an average are of equally spaced samples, and a mean over rows of two cadences would weight times
/// unevenly. So averages continue at the cadence of their first sample, and a restart may only observe more often:
/// refuses, by the key, a cadence that is no divisor of the one in `replica`, the state of a replica's averages.
void refuse_uneven_averages(const Schema& schema, const Deck& deck, const nlohmann::json& replica);

/// The cadence that averages continue with: `kept`, that of the samples that they hold, or the deck's where they hold none
/// and `kept` is 0.
[[nodiscard]] inline std::int64_t averaged_every(std::int64_t kept, std::int64_t of_deck) {
  return kept > 0 ? kept : of_deck;
}

}  // namespace starling::active
