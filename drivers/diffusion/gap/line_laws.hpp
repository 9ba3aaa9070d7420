// The laws in which a probability flow and a diffusion end that go by the same score on a line, without sampling: Deveney et
// al., "Closing the ODE-SDE gap in score-based diffusion models through the Fokker-Planck equation", arXiv 2311.15996.
#pragma once

#include <optional>
#include <vector>

#include "drivers/diffusion/sampling/problem.hpp"

namespace starling::diffusion {

/// Of the variance-exploding process from level v_0 down to v_1, l = v_0 - v: dx = (1 + eta)/2 s dl + sqrt(eta) dW, eta = 0 for
/// the flow.
struct LineLaws {
  double w2_ode = 0.0;          ///< of the flow's law to the truth
  double w2_sde = 0.0;          ///< of the diffusion's
  double w2_ode_sde = 0.0;      ///< between them
  double start_mismatch = 0.0;  ///< of the score from that of the start's law, in L2 of it
  /// I = integral of eta/2 ||s - grad log p_SDE|| dl, the norm in L2(p_SDE).
  double mismatch_index = 0.0;
  /// The same with e^(integral of L from l to the end) before the norm, L the largest slope of the flow's drift: not below
  /// w2_ode_sde.
  double bound = 0.0;
  /// Per grid point of the solver, at most some 64 of them: the residual d_v s - (s'' + 2 s s')/2 of the Fokker-Planck equation in
  /// L2 of the target's law.
  std::vector<double> sigma;
  std::vector<double> residual;
};

/// None where the law at the end has detail that the cells of a table do not resolve. `start` is the law at v_0.
[[nodiscard]] std::optional<LineLaws> line_laws(const Problem& problem, const Mixture& start, double eta);

}  // namespace starling::diffusion
