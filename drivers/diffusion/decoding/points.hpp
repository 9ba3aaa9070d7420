// A population of points on its way to a target tilted by a reward: a member of the diffusion job.
#pragma once

#include <memory>

#include "drivers/diffusion/decoding/settings.hpp"
#include "drivers/diffusion/sampling/population.hpp"

namespace starling::diffusion {

/// Collective over the group. The problem has a reward, a noising process and a solver whose steps are a stage with noise each.
[[nodiscard]] std::unique_ptr<Member> make_points(const Problem& problem, const DecodingSettings& settings,
                                                  const MemberPlace& place, const MemberState* resumed);

}  // namespace starling::diffusion
