// Decoding by values: what an unfinished particle is worth, and how one of several candidates is picked. Li et al., arXiv 2408.08252.
#pragma once

#include <cstdint>

#include "kernels/math/bits.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling {

/// Columns of a population of points in d dimensions: place, mean of the next step, potential.
constexpr int decoded_columns(int dimension) { return 2 * dimension + 1; }

/// Columns of a population of words: its value, and its number.
inline constexpr int word_columns = 2;

/// v of a particle x on its way to x_0: alpha log E[e^(r(x_0)/alpha) | x]; E[r(x_0) | x]; r of one guess of x_0; alpha times the log
/// of the mean of e^(r/alpha) over draws of x_0 given x.
enum class ValueKind { exact, posterior_mean, decoded, monte_carlo };

/// How a kernel decodes. Particles that are weighed take the one candidate that they have.
struct DecodingPlan {
  ValueKind values;
  int samples;     ///< of Monte Carlo values
  int candidates;  ///< 1 if `weighs`
  bool greedy;     ///< picks the candidate of the largest value, else one in proportion to e^(v/alpha)
  bool weighs;

  /// Evaluations that values of `count` candidates take: a Monte Carlo value is one of each of its draws.
  [[nodiscard]] constexpr std::int64_t evaluations(int count) const {
    return static_cast<std::int64_t>(count) * (values == ValueKind::monte_carlo ? samples : 1);
  }
};

/// Noise of one slot at one step.
struct SlotNoise {
  std::int64_t slot;
  random::Key key;
  std::uint64_t step;

  [[nodiscard]] STARLING_FUNCTION double uniform(random::Purpose purpose, int n) const {
    return random::slot_uniform(slot, key, step, purpose, n);
  }
};

/// log of the mean of e^x over numbers that come one by one.
struct RunningLogMean {
  double largest = 0.0;
  double sum = 0.0;
  int count = 0;

  STARLING_FUNCTION void add(double x) {
    const bool above = count == 0 || x > largest;
    const double apart = math::exp(above ? largest - x : x - largest);
    sum = count == 0 ? 1.0 : above ? math::fma(sum, apart, 1.0) : sum + apart;
    largest = above ? x : largest;
    ++count;
  }
  [[nodiscard]] STARLING_FUNCTION double value() const { return largest + math::log(sum / count); }
};

/// What the candidates of a slot are compared by: v/alpha, plus Gumbel noise so that the largest is each in proportion to
/// e^(v/alpha).
STARLING_FUNCTION double rating(const DecodingPlan& plan, double value_over_alpha, const SlotNoise& noise,
                                int candidate) {
  if (plan.greedy || plan.candidates == 1) return value_over_alpha;
  const double u = 1.0 - noise.uniform(random::Purpose::decoding_pick, candidate);
  return value_over_alpha - math::log(math::fma(0.5, math::minus_two_log(u), 0x1p-54));
}

}  // namespace starling
