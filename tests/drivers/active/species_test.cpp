// Dealing species to particles: exact counts, whatever the seed, and no order among ids.
#include "drivers/active/species.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/random/key.hpp"

namespace starling::active {
namespace {

Deck deck_of(std::int64_t particles, std::vector<double> fractions) {
  Deck deck;
  deck.particles = particles;
  deck.species_fractions = std::move(fractions);
  return deck;
}

TEST(Species, CountsAddUpByLargestRemainder) {
  EXPECT_EQ(species_counts(deck_of(10, {})), (std::vector<std::int64_t>{10}));
  EXPECT_EQ(species_counts(deck_of(10, {0.25, 0.75})), (std::vector<std::int64_t>{3, 7}));
  EXPECT_EQ(species_counts(deck_of(10, {0.33, 0.33, 0.34})), (std::vector<std::int64_t>{3, 3, 4}));
  EXPECT_EQ(species_counts(deck_of(7, {0.5, 0.5})), (std::vector<std::int64_t>{4, 3}));
  EXPECT_EQ(species_counts(deck_of(1000, {0.3, 0.7})), (std::vector<std::int64_t>{300, 700}));
}

TEST(Species, AreDealtExactlyForEverySeedAndNumber) {
  for (const std::int64_t particles : {2, 3, 4, 5, 16, 17, 63, 1000}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const Deck deck = deck_of(particles, {0.3, 0.5, 0.2});
      const auto counts = species_counts(deck);
      const SpeciesDeal deal(counts, random::make_key(seed));
      std::vector<std::int64_t> found(3, 0);
      for (std::int64_t id = 0; id < particles; ++id) ++found[deal(static_cast<std::int32_t>(id))];
      EXPECT_EQ(found, counts) << particles << " particles, seed " << seed;
    }
  }
}

/// Neighbouring ids are alike as often as chance has it: 0.3^2 + 0.7^2 of the time, within 4.5 standard errors.
TEST(Species, OfNeighboursAreUnrelated) {
  constexpr std::int32_t particles = 100000;
  const SpeciesDeal deal(species_counts(deck_of(particles, {0.3, 0.7})), random::make_key(5));
  for (const int apart : {1, 2, 100, 256}) {
    int alike = 0;
    for (std::int32_t id = 0; id < particles; ++id) {
      alike += deal(id) == deal((id + apart) % particles) ? 1 : 0;
    }
    // Overlapping pairs share members; their correlation widens the binomial error by less than 1.2.
    const double error = 1.2 * std::sqrt(0.58 * 0.42 / particles);
    EXPECT_NEAR(static_cast<double>(alike) / particles, 0.58, 4.5 * error) << apart << " apart";
  }
  const SpeciesDeal other(species_counts(deck_of(particles, {0.3, 0.7})), random::make_key(6));
  int same = 0;
  for (std::int32_t id = 0; id < particles; ++id) same += deal(id) == other(id) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(same) / particles, 0.58, 0.01) << "another seed deals anew";
}

}  // namespace
}  // namespace starling::active
