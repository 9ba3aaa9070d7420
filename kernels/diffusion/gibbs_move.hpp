// A Gibbs move over a point and its noise level: Langevin's step at the level, then a level drawn by the point.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/diffusion/shares.hpp"
#include "kernels/random/slot_noise.hpp"

namespace starling {

inline constexpr int most_noise_levels = 1024;
/// Levels that are looked at side by side.
inline constexpr int level_lanes = 128;

/// A mixture at each of several levels of noise, q_l = sum_k w_k N(m_k, diag(s_k²) + v_l). Device memory; levels vary
/// fastest.
struct LevelTables {
  int components;
  int dimension;
  int levels;
  const double* variance;        ///< v_l
  const double* mean;            ///< m, a row of d numbers for each component
  const double* log_scale;       ///< [k][l]: log w_k - 1/2 sum_c log(2 pi V)
  const double* half_precision;  ///< [k][c][l]: 1 / (2 V)

  [[nodiscard]] STARLING_FUNCTION double half_precision_of(int k, int c, int level) const {
    return half_precision[(static_cast<std::int64_t>(k) * dimension + c) * levels + level];
  }
};

enum class LevelDraw { exact, argmax };

/// Points by columns, component c of local slot j at x[c * stride + j]; levels as whole numbers in doubles.
struct LevelledPoints {
  double* x;
  std::int64_t stride;
  double* proposal;
  std::int64_t proposal_stride;
  double* level;
  double* accepted;  ///< counts accepted steps
  std::int64_t first_slot;
  std::int64_t count;
};

/// x' = x + (e/2) s_l(x) + sqrt(e) xi, e = ratio v_l, accepted by the rule of Metropolis and Hastings or always; then a level l
/// with probability q_l(x) / sum q, or the one of the largest q_l(x).
struct GibbsMove {
  LevelTables tables;
  LevelledPoints points;
  double ratio;
  bool metropolis;
  LevelDraw draw;
  random::Key key;
  std::uint64_t step;

  STARLING_FUNCTION void operator()(std::int64_t j) const {
    langevin(j, static_cast<int>(points.level[j]));
    points.level[j] = static_cast<double>(draw_level(j));
  }

  /// Responsibilities at a point of this level, and its log density.
  STARLING_FUNCTION double find(const double* x, std::int64_t stride, int level, double* share) const {
    for (int k = 0; k < tables.components; ++k) {
      double term = tables.log_scale[static_cast<std::int64_t>(k) * tables.levels + level];
      for (int c = 0; c < tables.dimension; ++c) {
        const double apart = x[c * stride] - tables.mean[k * tables.dimension + c];
        term = math::fma(-tables.half_precision_of(k, c, level) * apart, apart, term);
      }
      share[k] = term;
    }
    return shares_of_sum(tables.components, share);
  }

  STARLING_FUNCTION double score(double x, int c, int level, const double* share) const {
    double sum = 0.0;
    for (int k = 0; k < tables.components; ++k) {
      const double slope = 2.0 * tables.half_precision_of(k, c, level);
      sum = math::fma(share[k] * slope, tables.mean[k * tables.dimension + c] - x, sum);
    }
    return sum;
  }

  STARLING_NOINLINE STARLING_FUNCTION void langevin(std::int64_t j, int level) const {
    double share[most_field_components];
    double* const x = points.x + j;
    double* const to = points.proposal + j;
    const std::int64_t slot = points.first_slot + j;
    const double length = ratio * tables.variance[level];
    const double spread = std::sqrt(length);
    const double before = find(x, points.stride, level, share);
    double gain = -before;
    for (int c = 0; c < tables.dimension; ++c) {
      const double here = x[c * points.stride];
      const double normal = random::slot_normal(slot, key, step, random::Purpose::gibbs_langevin, c);
      to[c * points.proposal_stride] =
          math::fma(spread, normal, math::fma(0.5 * length, score(here, c, level, share), here));
      gain = math::fma(0.5 * normal, normal, gain);
    }
    bool accept = true;
    if (metropolis) {
      gain += find(to, points.proposal_stride, level, share);
      const double inverse = 0.5 / length;
      for (int c = 0; c < tables.dimension; ++c) {
        const double there = to[c * points.proposal_stride];
        const double apart = x[c * points.stride] - math::fma(0.5 * length, score(there, c, level, share), there);
        gain = math::fma(-inverse * apart, apart, gain);
      }
      const double uniform = random::slot_uniform(slot, key, step, random::Purpose::gibbs_acceptance, 0);
      // False too where the gain is NaN.
      accept = math::log(1.0 - uniform) < gain;
    }
    if (!accept) return;
    points.accepted[j] += 1.0;
    for (int c = 0; c < tables.dimension; ++c) x[c * points.stride] = to[c * points.proposal_stride];
  }

  /// log q_l(x) of levels first, ..., first + lanes - 1.
  STARLING_FUNCTION void densities(std::int64_t j, int first, int lanes, double* __restrict out) const {
    double sum[level_lanes];
    double term[level_lanes];
    for (int k = 0; k < tables.components; ++k) {
      const double* const __restrict scale = tables.log_scale + static_cast<std::int64_t>(k) * tables.levels + first;
      for (int lane = 0; lane < lanes; ++lane) term[lane] = scale[lane];
      for (int c = 0; c < tables.dimension; ++c) {
        const double apart = points.x[c * points.stride + j] - tables.mean[k * tables.dimension + c];
        const double square = apart * apart;
        const double* const __restrict precision =
            tables.half_precision + (static_cast<std::int64_t>(k) * tables.dimension + c) * tables.levels + first;
        STARLING_LANES
        for (int lane = 0; lane < lanes; ++lane) term[lane] = math::fma(-precision[lane], square, term[lane]);
      }
      if (k == 0) {
        for (int lane = 0; lane < lanes; ++lane) {
          out[lane] = term[lane];
          sum[lane] = 1.0;
        }
        continue;
      }
      STARLING_LANES
      for (int lane = 0; lane < lanes; ++lane) {
        const double top = term[lane] > out[lane] ? term[lane] : out[lane];
        sum[lane] = math::fma(sum[lane], math::exp(out[lane] - top), math::exp(term[lane] - top));
        out[lane] = top;
      }
    }
    STARLING_LANES
    for (int lane = 0; lane < lanes; ++lane) out[lane] += math::log(sum[lane]);
  }

  STARLING_NOINLINE STARLING_FUNCTION int draw_level(std::int64_t j) const {
    double weight[most_noise_levels];
    for (int first = 0; first < tables.levels; first += level_lanes) {
      const int left = tables.levels - first;
      densities(j, first, left < level_lanes ? left : level_lanes, weight + first);
    }
    int best = 0;
    for (int level = 1; level < tables.levels; ++level) best = weight[level] > weight[best] ? level : best;
    if (draw == LevelDraw::argmax) return best;
    const double largest = weight[best];
    STARLING_LANES
    for (int level = 0; level < tables.levels; ++level) weight[level] = math::exp(weight[level] - largest);
    double total = 0.0;
    for (int level = 0; level < tables.levels; ++level) total += weight[level];
    double wanted = total * random::slot_uniform(points.first_slot + j, key, step, random::Purpose::gibbs_level, 0);
    for (int level = 0; level + 1 < tables.levels; ++level) {
      wanted -= weight[level];
      if (wanted < 0.0) return level;
    }
    return tables.levels - 1;
  }
};

inline void move_by_gibbs(const GibbsMove& move) {
  Kokkos::parallel_for("Gibbs move", IndexRange(0, move.points.count), move);
}

}  // namespace starling
