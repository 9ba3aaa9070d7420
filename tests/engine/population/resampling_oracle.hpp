// Resampling on one process from its definition, with whole numbers as long as they need to be.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/population/offspring.hpp"
#include "kernels/math/exponential.hpp"
#include "kernels/math/logarithm.hpp"
#include "kernels/random/philox.hpp"

namespace starling::testing_support {

__extension__ using Wide = unsigned __int128;

/// floor(exp(log weight - largest) 2^(62 - ceil(log2 N))) of each particle.
inline std::vector<std::int64_t> oracle_weights(const std::vector<double>& log_weight) {
  const double largest = *std::max_element(log_weight.begin(), log_weight.end());
  const int shift = 62 - static_cast<int>(std::ceil(std::log2(static_cast<double>(log_weight.size()))));
  std::vector<std::int64_t> weight;
  for (const double value : log_weight) {
    const double w = std::isinf(largest) ? 0.0 : math::exp(value - largest);
    weight.push_back(static_cast<std::int64_t>(std::ldexp(w, shift)));
  }
  return weight;
}

/// 2 * 2^32 times the uniform number of a slot, an odd number.
inline std::uint64_t oracle_uniform(std::int64_t slot, random::Key key, std::int64_t time) {
  const auto words =
      random::philox(random::make_counter(static_cast<std::uint32_t>(slot), static_cast<std::uint64_t>(time),
                                          random::Purpose::resampling, 0),
                     key);
  return 2 * std::uint64_t{words.w[0]} + 1;
}

/// Sums of the first 1, 2, ..., count exponential spacings of a population of N.
inline std::vector<std::int64_t> oracle_spacing_sums(std::int64_t count, std::int64_t particles, random::Key key,
                                                     std::int64_t time) {
  const int shift = 57 - static_cast<int>(std::ceil(std::log2(static_cast<double>(particles + 1))));
  std::vector<std::int64_t> sums;
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    const double u = static_cast<double>(oracle_uniform(k, key, time)) * 0x1p-33;
    sums.push_back(sum += static_cast<std::int64_t>(std::ldexp(-math::log(u), shift)));
  }
  return sums;
}

/// Offspring of `draws` sorted draws by the given parts of the weight, their sum at the end of `cumulative`.
inline void oracle_draw(std::int64_t draws, std::int64_t particles, const std::vector<long double>& cumulative,
                        random::Key key, std::int64_t time, std::vector<std::int64_t>& offspring) {
  const auto sums = oracle_spacing_sums(draws + 1, particles, key, time);
  for (std::int64_t k = 0; k < draws; ++k) {
    const long double at =
        static_cast<long double>(sums[k]) / static_cast<long double>(sums[draws]) * cumulative.back();
    std::size_t i = 0;
    while (cumulative[i] <= at) ++i;
    ++offspring[i];
  }
}

enum class OracleScheme { systematic, stratified, multinomial, residual, conditional };

/// Number of offspring of each particle.
inline std::vector<std::int64_t> oracle_offspring(OracleScheme scheme, const std::vector<std::int64_t>& weight,
                                                  random::Key key, std::int64_t time) {
  const auto particles = static_cast<std::int64_t>(weight.size());
  std::vector<std::int64_t> cumulative;
  std::int64_t total = 0;
  for (const std::int64_t w : weight) cumulative.push_back(total += w);
  std::vector<std::int64_t> offspring(weight.size(), 0);
  std::vector<long double> parts(cumulative.begin(), cumulative.end());
  switch (scheme) {
    case OracleScheme::systematic:
    case OracleScheme::stratified: {
      std::size_t i = 0;
      for (std::int64_t slot = 0; slot < particles; ++slot) {
        const std::uint64_t uniform = oracle_uniform(scheme == OracleScheme::systematic ? 0 : slot, key, time);
        const Wide point = (static_cast<Wide>(slot) << 33 | uniform) * static_cast<Wide>(total);
        while (static_cast<Wide>(cumulative[i]) * static_cast<Wide>(particles) << 33 <= point) ++i;
        ++offspring[i];
      }
      break;
    }
    case OracleScheme::multinomial:
      oracle_draw(particles, particles, parts, key, time, offspring);
      break;
    case OracleScheme::conditional:
      offspring[0] = 1;
      oracle_draw(particles - 1, particles, parts, key, time, offspring);
      break;
    case OracleScheme::residual: {
      std::int64_t left = particles;
      long double sum = 0.0L;
      for (std::size_t i = 0; i < weight.size(); ++i) {
        const Wide share = static_cast<Wide>(weight[i]) * static_cast<Wide>(particles);
        offspring[i] = static_cast<std::int64_t>(share / static_cast<Wide>(total));
        left -= offspring[i];
        parts[i] = sum += static_cast<long double>(share % static_cast<Wide>(total));
      }
      oracle_draw(left, particles, parts, key, time, offspring);
      break;
    }
  }
  return offspring;
}

}  // namespace starling::testing_support
