// The weights by which an auxiliary or entropic filter selects, and the corrections for its offspring.
#pragma once

#include <cstdint>

#include "drivers/smc/methods/settings.hpp"
#include "engine/population/weighted_population.hpp"

namespace starling::smc {

/// 1/tau, the power of the weights by which the entropic filter selects from the generation of `time` out of `length`
/// times; 1 is plain selection. Giannone et al., arXiv 2510.05825. With e = ESS/N and r = time/length:
///   corrected, annealed_published: tau = max(1, (1 - r)/e) where e < 1/2 and r < 1/2, else 1;
///   entropy:                       1/tau = H + (1 - H) r, H the entropy of the normalised weights over log N.
/// Collective for `entropy`; `population` holds the weights whose sums are `weights`.
[[nodiscard]] double inverse_temperature(Annealing annealing, const WeightedPopulation& population,
                                         const WeightSums& weights, std::int64_t time, std::int64_t length);

/// Log weights of one generation.
struct SelectionArrays {
  const double* log_weight;
  double* selection;  ///< in: log eta of a look-ahead, if any; out: the log weights to select by
  double* carried;    ///< out: log weight that a chosen particle's offspring are born with
  std::int64_t count;
};

/// What the selection weights are made of: w^inverse_temperature, times eta with a look-ahead. Offspring are born with
/// w / (selection weight), which leaves every estimate unbiased, or with 1 if that is forgotten.
struct SelectionRule {
  double inverse_temperature = 1.0;
  bool look_ahead = false;
  bool forgets = false;  ///< as annealed_published does: biased
};

/// Fills selection and carried. Particles without weight keep none and carry 0.
void select(const SelectionArrays& arrays, const SelectionRule& rule);

}  // namespace starling::smc
