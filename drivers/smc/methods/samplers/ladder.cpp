// Bisection for the next rung, by integer sums.
#include "drivers/smc/methods/samplers/ladder.hpp"

#include <bit>
#include <span>

#include "engine/population/weighted_population.hpp"
#include "kernels/targets/tempered_weights.hpp"

namespace starling::smc {

double next_lambda(const Communicator& group, const double* log_likelihood, std::int64_t count, std::int64_t particles,
                   double largest, double lambda, double ess_target) {
  constexpr int halvings = 48;
  const int shift = 62 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(particles - 1)));
  const auto enough = [&](double candidate) {
    const TemperedSums here = sum_tempered(log_likelihood, count, candidate - lambda, largest, shift);
    std::int64_t sums[2] = {here.total, here.squares};
    group.sum(std::span<std::int64_t>(sums));
    const double size = WeightSums{largest, sums[0], sums[1], particles, shift}.effective_sample_size();
    return size >= ess_target * static_cast<double>(particles);
  };
  if (enough(1.0)) return 1.0;
  double low = lambda;
  double high = 1.0;
  for (int halving = 0; halving < halvings; ++halving) {
    const double middle = low + 0.5 * (high - low);
    (enough(middle) ? low : high) = middle;
  }
  return high;  // and not low, which may still be where it began
}

}  // namespace starling::smc
