// What objectives share.
#pragma once

#include "drivers/walk/objective.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/walk/objectives.hpp"

namespace starling::walk {

/// Moves every token's theta along its path.
template <class Kernel>
void launch(const Kernel& kernel, const ThetaArrays& tokens) {
  Kokkos::parallel_for("descend", IndexRange(0, tokens.tokens),
                       Descend<Kernel>{kernel, tokens.theta, tokens.gain, tokens.path, tokens.steps, tokens.tokens});
}

/// The key gain_exponent.
inline void declare_gain(Schema& schema, double& exponent) {
  schema.key("gain_exponent", exponent, "of the gains beta_n = (n + 1)^-b").greater_than(0.5).at_most(1).symbol("b");
}

[[nodiscard]] std::unique_ptr<Chosen> chosen_logistic();

}  // namespace starling::walk
