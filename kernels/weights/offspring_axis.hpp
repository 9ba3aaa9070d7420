// The axis along which N offspring are laid out, and where cumulative weights lie on it.
#pragma once

#include <cstdint>

#include "kernels/portability.hpp"
#include "kernels/weights/integer_weight.hpp"

namespace starling {

/// The point whole + fraction.
struct AxisPoint {
  std::int64_t whole;
  double fraction;  ///< in [0, 1]
};

/// The axis [0, N] of N offspring for the total weight W. Points keep the order of the weights they stand for, bit for
/// bit on every rank.
struct OffspringAxis {
  std::int64_t particles;
  std::int64_t total;
  double particles_per_weight;
  double inverse_total;

  /// W > 0.
  OffspringAxis(std::int64_t all_particles, std::int64_t total_weight)
      : particles(all_particles),
        total(total_weight),
        particles_per_weight(to_double(all_particles) / to_double(total_weight)),
        inverse_total(1.0 / to_double(total_weight)) {}

  /// N weight / W for a weight in [0, W]: the whole part is exact, the fraction rounded. Products wrap round on
  /// purpose: the remainder fits 64 bits, and the guess of its quotient is off by at most one.
  [[nodiscard]] STARLING_FUNCTION AxisPoint at(std::int64_t weight) const {
    const std::int64_t guess = static_cast<std::int32_t>(to_double(weight) * particles_per_weight);
    const auto rest =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(particles) * static_cast<std::uint64_t>(weight) -
                                  static_cast<std::uint64_t>(guess) * static_cast<std::uint64_t>(total));
    const std::int64_t below = rest < 0 ? 1 : 0;
    const std::int64_t beyond = rest >= total ? 1 : 0;
    const std::int64_t whole = guess - below + beyond;
    const std::int64_t remainder = rest + (rest < 0 ? total : 0) - (rest >= total ? total : 0);
    return {whole, to_double(remainder) * inverse_total};
  }
};

}  // namespace starling
