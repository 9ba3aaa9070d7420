// Exact paths of reaction networks: counts of species, reactions by mass action (Gillespie's direct method).
#pragma once

#include "kernels/jump/arrays.hpp"
#include "kernels/jump/draws.hpp"
#include "kernels/jump/record.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/logarithm.hpp"

namespace starling::jump {

inline constexpr int most_species = 8;
inline constexpr int most_reactions = 16;
/// Of a species, on a path that goes on.
inline constexpr std::int64_t most_molecules = 1000000;

/// Reaction r takes taken[r][s] of species s and adds change[r][s], with the rate constant[r] times the product over species of
/// n (n - 1) ... (n - taken + 1).
struct Network {
  int species;
  int reactions;
  double constant[most_reactions];
  std::int32_t taken[most_reactions][most_species];
  std::int32_t change[most_reactions][most_species];
  std::int32_t reverse[most_reactions] = {};  ///< the place of the reaction back, where paths have an entropy

  STARLING_FUNCTION double rate(int r, const std::int64_t* n) const {
    double rate = constant[r];
    for (int s = 0; s < species; ++s) {
      for (std::int32_t k = 0; k < taken[r][s]; ++k) rate *= static_cast<double>(n[s] - k);
    }
    return rate;
  }
};

/// Counts of a path's species, species by species: that of species s of path t at n[s * count + t].
struct NetworkPaths {
  std::int64_t* n;
  std::int64_t* jumps;  ///< draws: one more than reactions
  double* next;
  double* entropy;  ///< sum of ln(rate of a reaction / rate of the one back, after it); null: not asked for
  std::int64_t first;
  std::int64_t count;
};

/// Sums over paths at time k of the grid, for species s: of n and n^2 at ((k - the grid's first) * species + s) * 2; and from time `counted` on how
/// often n was j, at s * bins + j (the last bin: or more).
struct NetworkTallies {
  std::int64_t* moments;
  std::int64_t* histogram;
  std::int64_t bins;
  std::int64_t counted;
};

/// As AdvancePaths does; when a path is made its counts are those of the start and next is negative: the first draw waits only.
/// A path with more than most_molecules of a species is left where it is.
template <class Record>
struct AdvanceNetwork {
  Network network;
  NetworkPaths paths;
  NetworkTallies tallies;
  TimeGrid grid;
  std::uint64_t seed;
  std::uint32_t replica;
  std::int64_t jump_limit;
  Record record;

  STARLING_FUNCTION void operator()(std::int64_t path) const {
    const random::Key key = random::make_key(seed, replica, static_cast<std::uint32_t>(paths.first + path));
    std::int64_t n[most_species];
    for (int s = 0; s < network.species; ++s) n[s] = paths.n[s * paths.count + path];
    double next = paths.next[path];
    std::int64_t number = paths.jumps[path];
    std::int64_t look = grid.first;
    double rate[most_reactions];
    double entropy = paths.entropy == nullptr ? 0.0 : paths.entropy[path];
    while (true) {
      while (look < grid.last && grid.interval * static_cast<double>(look) < next) {
        add(n, look);
        record.look(path, look, static_cast<const std::int64_t*>(n));
        ++look;
      }
      if (look >= grid.last || number > jump_limit + 1 || largest(n) > most_molecules) break;
      const random::Words words =
          random::philox(random::make_counter(static_cast<std::uint32_t>(number),
                                              static_cast<std::uint64_t>(number) >> 32, random::Purpose::jump_step, 0),
                         key);
      if (next >= 0.0) {
        const int taken = react(n, rate, random::uniform_53(words.w[0], words.w[1]));
        if (paths.entropy != nullptr) entropy += math::log(rate[taken] / network.rate(network.reverse[taken], n));
        record.jump(path, number - 1, next, static_cast<const std::int64_t*>(n));
      } else {
        next = 0.0;
      }
      double total = 0.0;
      for (int r = 0; r < network.reactions; ++r) total += rate[r] = network.rate(r, n);
      const double wait = exponential(random::uniform_53(words.w[2], words.w[3]));
      next = total > 0.0 ? next + wait / total : __builtin_huge_val();
      ++number;
    }
    for (int s = 0; s < network.species; ++s) paths.n[s * paths.count + path] = n[s];
    paths.next[path] = next;
    paths.jumps[path] = number;
    if (paths.entropy != nullptr) paths.entropy[path] = entropy;
  }

  STARLING_FUNCTION std::int64_t largest(const std::int64_t* n) const {
    std::int64_t most = 0;
    for (int s = 0; s < network.species; ++s) most = n[s] > most ? n[s] : most;
    return most;
  }

  /// The reaction in whose part of the sum of rates `uniform` falls, once it has happened; `rate` has the rates before it.
  STARLING_FUNCTION int react(std::int64_t* n, double* rate, double uniform) const {
    double total = 0.0;
    int last = 0;
    for (int r = 0; r < network.reactions; ++r) {
      rate[r] = network.rate(r, n);
      total += rate[r];
      if (rate[r] > 0.0) last = r;
    }
    const double height = uniform * total;
    double sum = 0.0;
    int taken = 0;
    while (taken < last && (sum += rate[taken]) <= height) ++taken;
    for (int s = 0; s < network.species; ++s) n[s] += network.change[taken][s];
    return taken;
  }

  STARLING_FUNCTION void add(const std::int64_t* n, std::int64_t look) const {
    for (int s = 0; s < network.species; ++s) {
      std::int64_t* const sums = tallies.moments + ((look - grid.first) * network.species + s) * 2;
      Kokkos::atomic_fetch_add(sums, n[s]);
      Kokkos::atomic_fetch_add(sums + 1, n[s] * n[s]);
      if (look < tallies.counted) continue;
      const std::int64_t bin = n[s] < tallies.bins ? n[s] : tallies.bins - 1;
      Kokkos::atomic_fetch_add(tallies.histogram + s * tallies.bins + bin, std::int64_t{1});
    }
  }
};

}  // namespace starling::jump
