// Largest remainders, and a Feistel network for the permutation.
#include "drivers/active/species.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace starling::active {

std::vector<std::int64_t> species_counts(const Deck& deck) {
  if (deck.species_fractions.empty()) return {deck.particles};
  std::vector<std::int64_t> counts;
  std::vector<double> remainders;
  std::int64_t left = deck.particles;
  for (const double fraction : deck.species_fractions) {
    const double share = fraction * static_cast<double>(deck.particles);
    counts.push_back(static_cast<std::int64_t>(std::floor(share)));
    remainders.push_back(share - std::floor(share));
    left -= counts.back();
  }
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  // Fractions add up to 1 within rounding only, so a particle may be left over or missing.
  for (std::size_t k = 0; left > 0; k = (k + 1) % order.size(), --left) ++counts[order[k]];
  for (std::size_t k = order.size() - 1; left < 0; --k, ++left) --counts[order[k]];
  return counts;
}

SpeciesDeal::SpeciesDeal(std::vector<std::int64_t> counts, random::Key key)
    : counts_(std::move(counts)),
      particles_(std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0})),
      key_(key) {
  while ((std::int64_t{1} << (2 * half_bits_)) < particles_) ++half_bits_;
}

int SpeciesDeal::operator()(std::int32_t id) const {
  if (counts_.size() == 1) return 0;
  std::int64_t place = permuted(id);
  int species = 0;
  while (place >= counts_[species]) place -= counts_[species++];
  return species;
}

std::int64_t SpeciesDeal::permuted(std::int64_t id) const {
  constexpr int rounds = 6;
  const std::int64_t mask = (std::int64_t{1} << half_bits_) - 1;
  std::int64_t value = id;
  do {  // until it falls among the ids: what a permutation of more numbers does to some of them permutes these, too
    std::int64_t left = value >> half_bits_;
    std::int64_t right = value & mask;
    for (int round = 0; round < rounds; ++round) {
      const auto counter = random::make_counter(static_cast<std::uint32_t>(right), 0, random::Purpose::species, round);
      const std::int64_t mixed = left ^ (static_cast<std::int64_t>(random::philox(counter, key_).w[0]) & mask);
      left = right;
      right = mixed;
    }
    value = left << half_bits_ | right;
  } while (value >= particles_);
  return value;
}

}  // namespace starling::active
