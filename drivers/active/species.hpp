// The species of a mixture: how many particles each has, and which.
#pragma once

#include <cstdint>
#include <vector>

#include "drivers/active/deck.hpp"
#include "kernels/random/philox.hpp"

namespace starling::active {

/// Particles of each species, in the deck's order: the fractions' shares, rounded by largest remainder so that they add
/// up. N alone where the deck has no species.
[[nodiscard]] std::vector<std::int64_t> species_counts(const Deck& deck);

/// Deals the species to the particles: a permutation of all ids that depends on the key only, cut into the counts. So the
/// counts are exact, and neighbours on a lattice have unrelated species.
class SpeciesDeal {
 public:
  SpeciesDeal(std::vector<std::int64_t> counts, random::Key key);

  /// The species of a particle, counted from 0.
  [[nodiscard]] int operator()(std::int32_t id) const;

 private:
  [[nodiscard]] std::int64_t permuted(std::int64_t id) const;

  std::vector<std::int64_t> counts_;
  std::int64_t particles_;
  int half_bits_ = 1;  ///< half the bits of the smallest power of four that is not below N
  random::Key key_;
};

}  // namespace starling::active
