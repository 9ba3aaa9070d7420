// Preconditioned Langevin chains at one level of noise: Levenberg-Marquardt-Langevin. arXiv 2505.24222.
#pragma once

#include "drivers/diffusion/sampling/population.hpp"

namespace starling::diffusion {

struct LangevinSettings {
  std::int64_t steps = 0;
  double step = 0.1;  ///< e
  int rank = 1;
  double damping = 1.0;  ///< lambda
  bool corrects = false;
  double sigma = 0.0;  ///< of the noised target that is sampled
  std::optional<double> start_deviation;
};

/// The law that the chains would keep at short steps and with the correction.
[[nodiscard]] Mixture langevin_law(const Problem& problem, const LangevinSettings& settings);

/// Makes the member: every particle is a chain, a unit a step. It starts from that law or from N(0, start_deviation²).
/// Collective over the group.
[[nodiscard]] std::unique_ptr<Member> make_langevin_population(const Problem& problem, const LangevinSettings& settings,
                                                               const MemberPlace& place, const MemberState* resumed);

}  // namespace starling::diffusion
