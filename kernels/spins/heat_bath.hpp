// Sweeps of heat-bath updates of spins under an energy that is a sum of powers of overlaps.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/random/uniform.hpp"
#include "kernels/spins/two_parts.hpp"

namespace starling::spins {

/// Adds the sums of a team's threads; each of them has the whole then.
template <class Team>
STARLING_FUNCTION void add_up(const Team& team, std::int64_t& sum) {
  team.team_reduce(Kokkos::Sum<std::int64_t>(sum));
}
template <class Team>
STARLING_FUNCTION void add_up(const Team& team, WideSum& sum) {
  add_up(team, sum.high);
  add_up(team, sum.low);
}

/// One sweep: spin after spin takes its other sign with probability 1/(1 + exp(beta dH)), beta dH = -cooling * (change of sum_mu
/// M_mu^P), by its uniform number of the sweep; without noise it does where the energy falls. The sums are of integers, so that the
/// number of threads, which share the patterns, shows nowhere.
template <class Patterns>
struct HeatBathSweep {
  using Policy = Kokkos::TeamPolicy<ExecutionSpace>;

  Patterns patterns;
  std::int8_t* spin;
  double cooling;
  bool without_noise;
  random::Key key;
  std::uint64_t sweep;
  std::int64_t* flips;  ///< the number of flips is added to it

  STARLING_FUNCTION void operator()(const typename Policy::member_type& team) const {
    const std::int64_t words = words_of(patterns.count);
    const WordRange share{words * team.team_rank() / team.team_size(),
                          words * (team.team_rank() + 1) / team.team_size()};
    auto totals = patterns.totals(share);
    std::int64_t flipped = 0;
    for (int i = 0; i < patterns.spins; ++i) {
      const std::int8_t s = spin[i];
      auto change = patterns.flip_change(totals, i, s, share);
      if (team.team_size() > 1) add_up(team, change);
      if (!flips_by(i, rounded(change))) continue;
      totals = patterns.flip(i, s, share);
      if (team.team_rank() == 0) spin[i] = static_cast<std::int8_t>(-s);
      ++flipped;
    }
    if (team.team_rank() == 0) *flips += flipped;
  }

  [[nodiscard]] STARLING_FUNCTION bool flips_by(int i, double change) const {
    if (without_noise) return change > 0.0;
    const double u = random::uniform(static_cast<std::uint32_t>(i), key, sweep, random::Purpose::heat_bath, 0);
    return u * (1.0 + math::exp(-cooling * change)) < 1.0;
  }
};

template <class Patterns>
void sweep_spins(const HeatBathSweep<Patterns>& sweep) {
  using Policy = typename HeatBathSweep<Patterns>::Policy;
  // A thread is worth its barriers with some thousand patterns.
  constexpr std::int64_t words_per_thread = 32;
  const auto wanted = static_cast<int>(words_of(sweep.patterns.count) / words_per_thread) + 1;
  const int possible = Policy(1, 1).team_size_max(sweep, Kokkos::ParallelForTag());
  Kokkos::parallel_for("heat bath", Policy(1, wanted < possible ? wanted : possible), sweep);
}

/// Sets the overlaps that a configuration has.
template <class Patterns>
void start_overlaps(const Patterns& patterns, const std::int8_t* spin) {
  Kokkos::parallel_for(
      "overlaps", IndexRange(0, words_of(patterns.count)),
      KOKKOS_LAMBDA(std::int64_t word) { patterns.start(word, spin); });
}

/// sum_mu M_mu^P.
template <class Patterns>
[[nodiscard]] WideSum sum_of_powers(const Patterns& patterns) {
  WideSum sum{};
  Kokkos::parallel_reduce(
      "sum of powers", IndexRange(0, patterns.count),
      KOKKOS_LAMBDA(std::int64_t pattern, std::int64_t & high, std::int64_t & low) {
        const std::int64_t power = patterns.power(pattern);
        high += high_part(power);
        low += low_part(power);
      },
      sum.high, sum.low);
  return sum;
}

}  // namespace starling::spins
