// The rule of exchange.
#include "drivers/sgmcmc/chains/temperature_swaps.hpp"

#include <utility>

#include "kernels/math/logarithm.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::sgmcmc {

std::vector<SwapAttempt> swap_temperatures(const EnsemblePlan& plan, std::int64_t round,
                                           const std::vector<double>& energies, std::vector<std::int64_t>& rungs) {
  const SwapSettings& swaps = plan.swaps();
  std::vector<SwapAttempt> attempts;
  for (std::int64_t ladder = 0; ladder < plan.settings().count; ++ladder) {
    const std::int64_t first = ladder * plan.rungs();
    std::vector<std::int64_t> member_on(static_cast<std::size_t>(plan.rungs()));
    for (std::int64_t member = first; member < first + plan.rungs(); ++member) {
      member_on[static_cast<std::size_t>(rungs[static_cast<std::size_t>(member)])] = member;
    }
    for (std::int64_t k = round % 2; k + 1 < plan.rungs(); k += 2) {
      const auto rung = static_cast<std::size_t>(k);
      const std::int64_t lower = member_on[rung];
      const std::int64_t upper = member_on[rung + 1];
      const double delta =
          (1.0 / swaps.temperatures[rung] - 1.0 / swaps.temperatures[rung + 1]) / plan.settings().temperature;
      const double apart = energies[static_cast<std::size_t>(lower)] - energies[static_cast<std::size_t>(upper)];
      const double v = 1.0 - random::uniform(static_cast<std::uint32_t>(k), plan.key(first),
                                             static_cast<std::uint64_t>(round), random::Purpose::temperature_swap, 0);
      const bool done = math::log(v) < delta * (apart - delta * swaps.energy_variance);
      if (done) std::swap(rungs[static_cast<std::size_t>(lower)], rungs[static_cast<std::size_t>(upper)]);
      attempts.push_back({k, lower, done});
    }
  }
  return attempts;
}

}  // namespace starling::sgmcmc
