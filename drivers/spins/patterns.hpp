// What a memory remembers: the kinds of patterns that a deck can choose.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/deck/choice.hpp"

namespace starling::spins {

/// Patterns of a file.
struct GivenPatterns {
  std::vector<std::uint64_t> bits;  ///< StoredBits
  std::vector<int> first;           ///< signs of the first
  std::string checksum;
};

/// Patterns of N signs, or of sums of noisy examples of them.
struct PatternPlan {
  std::int64_t count = 0;                           ///< K
  std::int64_t examples = 0;                        ///< M, whose sums the energy sees; with 0 the signs themselves
  double quality = 1.0;                             ///< r: an example's sign is right with probability (1 + r)/2
  bool stored = true;                               ///< or drawn again whenever needed
  std::shared_ptr<const GivenPatterns> given = {};  ///< else they are random
  bool two_parts = false;                           ///< sums over patterns might not fit into 64 bits

  /// The largest size of a pattern's number at a spin.
  [[nodiscard]] std::int64_t largest() const { return examples == 0 ? 1 : examples; }

  /// What an overlap with sums of examples is multiplied by, so that patterns have the variance of signs:
  /// 1/(M sqrt(r^2 + (1 - r^2)/M)).
  [[nodiscard]] double scale() const;
  /// rho = (1 - r^2)/(M r^2), the examples' noise; 0 for the signs themselves.
  [[nodiscard]] double noise() const;
};

/// Patterns as a deck chooses them; their settings are keys of [patterns].
class ChosenPatterns : public Chosen {
 public:
  /// For N spins and powers P. Fails with bad_input, naming the key, if there are none, or more than can be. Collective.
  [[nodiscard]] virtual PatternPlan make(const Communicator& world, std::int64_t spins, std::int64_t power,
                                         const std::string& deck) const = 0;
};

/// K/N^(P-1).
[[nodiscard]] double load_of(const PatternPlan& plan, std::int64_t spins, std::int64_t power);

[[nodiscard]] const Choice& pattern_choice();

}  // namespace starling::spins
