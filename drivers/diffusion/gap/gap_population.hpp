// A population that a probability flow and a diffusion move side by side.
#pragma once

#include "drivers/diffusion/sampling/population.hpp"

namespace starling::diffusion {

/// Every particle has two places, alike at the start: column 0 moves by the deck's solver, and column flow_column() by the
/// classical method of Runge and Kutta on the probability flow. Both go by the deck's score.
[[nodiscard]] int gap_columns(const Problem& problem);

/// Makes the member; `start` is the law at the first grid point. Collective over the group.
[[nodiscard]] std::unique_ptr<Member> make_gap_population(const Problem& problem, const Mixture& start,
                                                          const MemberPlace& place, const MemberState* resumed);

}  // namespace starling::diffusion
