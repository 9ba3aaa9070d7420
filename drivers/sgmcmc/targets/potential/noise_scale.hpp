// The scale of the noise of labels, with its prior.
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/normal.hpp"
#include "kernels/random/uniform.hpp"

namespace starling::sgmcmc {

/// Of one kind of labels: s = e^u, of which u is a parameter.
struct NoiseScale {
  std::size_t kind;
  std::size_t parameter;  ///< the place of u
  double middle;          ///< mean of s, if its prior is exponential, or median, if u is normal
  double spread;          ///< standard deviation of a normal u; 0: s is exponential

  /// -log of the prior's density of u: s/m - u (with the Jacobian of u), or (u - log m)^2 / 2 spread^2.
  [[nodiscard]] double energy(double u) const {
    if (spread == 0.0) return math::exp(u) / middle - u;
    const double apart = (u - math::log(middle)) / spread;
    return 0.5 * apart * apart;
  }
  [[nodiscard]] double slope(double u) const {
    return spread == 0.0 ? math::exp(u) / middle - 1.0 : (u - math::log(middle)) / (spread * spread);
  }
  /// u as a draw of a chain's own from the prior.
  [[nodiscard]] double draw(random::Key key) const {
    const auto id = static_cast<std::uint32_t>(kind);
    if (spread > 0.0) {
      return math::log(middle) + spread * random::normal(id, key, 0, random::Purpose::noise_scale_start, 0);
    }
    const double uniform = random::uniform(id, key, 0, random::Purpose::noise_scale_start, 0);
    // In (0, 1): the largest uniform number plus half a step would be rounded to 1, where log s is infinite.
    const double inside = std::min(uniform + 0x1p-54, 1.0 - 0x1p-53);
    return math::log(-middle * math::log(inside));
  }
};

}  // namespace starling::sgmcmc
