// Chains over (point, noise level), denoised at the end: denoising Langevin Gibbs. Kim and Ye, arXiv 2209.14593.
#pragma once

#include "drivers/diffusion/sampling/population.hpp"
#include "kernels/diffusion/gibbs_move.hpp"

namespace starling::diffusion {

/// What of a chain is denoised: its last state or, as published, that of the smallest level among the last `window` moves.
enum class Kept { present, smallest };

struct GibbsSettings {
  std::int64_t moves = 200;
  double step = 0.8;  ///< e / v of Langevin's step at level v
  bool metropolis = true;
  LevelDraw level = LevelDraw::exact;
  Kept keep = Kept::present;
  std::int64_t window = 10;
};

/// Columns of a particle: the solver's vectors, of which the first is the chain's point while it moves; the point and the level
/// that wait to be denoised; the chain's level; how many of its steps were accepted.
[[nodiscard]] int gibbs_columns(const Problem& problem);

/// Makes the member. Levels are the problem's grid points, the largest noise first; each is as likely as any other. A unit is a
/// move and, after them, a step of the solver, which a particle joins at its level. Collective over the group.
[[nodiscard]] std::unique_ptr<Member> make_gibbs_population(const Problem& problem, const GibbsSettings& settings,
                                                            const MemberPlace& place, const MemberState* resumed);

}  // namespace starling::diffusion
