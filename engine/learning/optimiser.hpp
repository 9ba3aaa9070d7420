// Steps down a gradient with adapted lengths: Adam and RAdam.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace starling::learning {

enum class OptimiserKind { adam, radam };

/// The numbers of a method, in the symbols of Kingma and Ba.
struct OptimiserSettings {
  OptimiserKind kind = OptimiserKind::adam;
  double first_decay = 0.9;     ///< beta_1, in [0, 1)
  double second_decay = 0.999;  ///< beta_2, in [0, 1)
  double least_root = 1e-8;     ///< epsilon, added to the root of the second moment
};

/// What a method remembers between updates. For a checkpoint: `first` and `second` are columns of one number per
/// parameter, counts() is the rest.
struct OptimiserState {
  std::vector<double> first;   ///< m, running mean of the gradient, biased towards zero
  std::vector<double> second;  ///< v, of its square
  std::int64_t updates = 0;    ///< t
  double first_power = 1.0;    ///< beta_1^t by repeated multiplication, so that no power function is asked
  double second_power = 1.0;   ///< beta_2^t

  /// Before the first update.
  [[nodiscard]] static OptimiserState at_start(std::int64_t parameters);

  [[nodiscard]] nlohmann::json counts() const;
  /// The inverse. Fails with bad_input if `counts` is not what counts() makes or the columns differ in length.
  [[nodiscard]] static OptimiserState restored(const nlohmann::json& counts, std::vector<double> first,
                                               std::vector<double> second);
  bool operator==(const OptimiserState&) const = default;
};

/// One update of the parameters with this learning rate, element by element.
///
/// Adam: Kingma and Ba, ICLR 2015, algorithm 1. With m = beta_1 m + (1 - beta_1) g, v = beta_2 v + (1 - beta_2) g^2,
/// M = m / (1 - beta_1^t) and V = v / (1 - beta_2^t): parameter -= rate M / (sqrt(V) + epsilon).
///
/// RAdam: Liu et al., ICLR 2020, algorithm 2. With rho_inf = 2 / (1 - beta_2) - 1 and
/// rho_t = rho_inf - 2 t beta_2^t / (1 - beta_2^t), the same step times
/// sqrt((rho_t - 4)(rho_t - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho_t)) where rho_t > 4, the paper's switch (some
/// programs take 5), and parameter -= rate M before. Epsilon, which the paper leaves out, is added as in Adam: without
/// it, a parameter whose gradient has always been zero becomes NaN.
///
/// The spans are as long as the state's vectors; internal_error if not.
void update(const OptimiserSettings& settings, double rate, std::span<const double> gradient,
            std::span<double> parameters, OptimiserState& state);

/// Scales the gradient down to the Euclidean norm `largest` (> 0; infinity: never) if it is longer, and returns the norm
/// that it had: the root of the sum of squares in ascending order. If that is not finite, the gradient is left as it is.
double clip_to_norm(std::span<double> gradient, double largest);

}  // namespace starling::learning
