// One step of a diffusion under values: candidates of every slot, the pick among them or the weight.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/diffusion/decoding.hpp"
#include "kernels/diffusion/field.hpp"
#include "kernels/diffusion/point_reward.hpp"
#include "kernels/diffusion/weighted_generation.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

/// What is known at a level of x = a (y + noise), y the place of the end over its a.
struct PointLevel {
  FieldView posterior;  ///< the law of x, and E[y | x] as its field
  FieldView tilted;  ///< the law of x where that of y has been tilted by e^(r/alpha); of linear and quadratic rewards
  const double* variance;  ///< of y given x and the component, a row of d numbers for each
  double log_z;            ///< log E e^(r(y)/alpha), of those rewards
};

/// How the step here was drawn, x' = base + spread xi, and the process's own way back, x = back x' + back_spread xi.
struct PointStep {
  double spread;
  double back;
  double back_spread;
};

struct PointDecoding {
  PointReward reward;
  double inverse_alpha;
  DecodingPlan plan;
  bool transports;  ///< weights also correct the solver's step towards the process's laws
};

/// The kernel: a group of slots. `trial` is where candidates are drawn: the children's places if there is only one.
template <int Lanes, bool Starts>
struct PointSteps {
  PointDecoding decoding;
  PointLevel level;
  PointStep step;
  WeightedGeneration points;
  double* trial;
  std::int64_t trial_stride;
  random::Key key;
  std::uint64_t number;

  STARLING_FUNCTION void operator()(std::int64_t group, std::int64_t& largest) const {
    const std::int64_t first = group * Lanes - points.first_slot;
    const LaneRange range = own_lanes<Lanes>(first, points.count);
    double best[Lanes];
    double kept[Lanes] = {};
    double way[Lanes] = {};
    for (int m = 0; m < decoding.plan.candidates; ++m) {
      double potential[Lanes];
      for (int lane = 0; lane < Lanes; ++lane) way[lane] = 0.0;
      if constexpr (!Starts) {
        for (int c = 0; c < dimension(); ++c) draw(group, first, range, m, c, way);
      }
      evaluate(group, first, range, m, potential, way);
      if (m == 0 && decoding.plan.candidates == 1) {
        for (int lane = 0; lane < Lanes; ++lane) kept[lane] = potential[lane];
        break;
      }
      for (int lane = range.begin; lane < range.end; ++lane) {
        const double rated = rating(decoding.plan, potential[lane], noise(group, lane), m);
        if (m > 0 && !(rated > best[lane])) continue;
        best[lane] = rated;
        kept[lane] = potential[lane];
        for (int c = 0; c < dimension(); ++c) child(c, first)[lane] = trial[c * trial_stride + first + lane];
      }
    }
    const std::int64_t found = weigh(first, range, kept, way);
    largest = found > largest ? found : largest;
  }

  [[nodiscard]] STARLING_FUNCTION int dimension() const { return level.posterior.dimension; }
  [[nodiscard]] STARLING_FUNCTION double* child(int column, std::int64_t first) const {
    return points.child + column * points.child_stride + first;
  }
  [[nodiscard]] STARLING_FUNCTION double parent(int column, std::int64_t j) const {
    return points.parent[column * points.parent_stride + (points.place == nullptr ? j : points.place[j])];
  }
  [[nodiscard]] STARLING_FUNCTION SlotNoise noise(std::int64_t group, int lane) const {
    return {group * Lanes + lane, key, number};
  }

  /// Component c of candidate m; `way` gains log B - log F of the step, but for its constant.
  STARLING_NOINLINE STARLING_FUNCTION void draw(std::int64_t group, std::int64_t first, const LaneRange& range, int m,
                                                int c, double* __restrict way) const {
    double normal[Lanes];
    random::slot_normal_row<Lanes>(group * Lanes, key, number, random::Purpose::decoding_noise, m * dimension() + c,
                                   normal);
    double* const __restrict to = trial + c * trial_stride + first;
    for (int lane = range.begin; lane < range.end; ++lane)
      to[lane] = math::fma(step.spread, normal[lane], parent(dimension() + c, first + lane));
    if (!decoding.transports) return;
    const double inverse = 1.0 / step.back_spread;
    for (int lane = range.begin; lane < range.end; ++lane) {
      const double apart = math::fma(-step.back, to[lane], parent(c, first + lane)) * inverse;
      way[lane] += 0.5 * math::fma(normal[lane], normal[lane], -apart * apart);
    }
  }

  /// v/alpha of the trial places and, where the transport is weighed, the log density of the level.
  STARLING_NOINLINE STARLING_FUNCTION void evaluate(std::int64_t group, std::int64_t first, const LaneRange& range,
                                                    int m, double* __restrict potential, double* __restrict way) const {
    double share[most_field_components][Lanes];
    double log_density[Lanes];
    const LaneColumns x{trial + first, trial_stride};
    const bool tilts = decoding.plan.values == ValueKind::exact && decoding.reward.shape != RewardShape::indicator;
    double log_tilted[Lanes] = {};
    if (tilts) find_responsibilities<Lanes>(level.tilted, x, range, share, log_tilted);
    find_responsibilities<Lanes>(level.posterior, x, range, share, log_density);
    if (tilts) {
      for (int lane = 0; lane < Lanes; ++lane) potential[lane] = level.log_z + (log_tilted[lane] - log_density[lane]);
    } else if (decoding.plan.values == ValueKind::exact) {
      log_mean_of_indicator(x, range, share, potential);
    } else if (decoding.plan.values == ValueKind::decoded) {
      decode(x, range, share, potential);
    } else if (decoding.plan.values == ValueKind::posterior_mean) {
      average(x, range, share, potential);
    } else {
      for (int lane = range.begin; lane < range.end; ++lane)
        potential[lane] = log_mean_of_draws(x, lane, share, noise(group, lane), m);
    }
    if (!decoding.transports) return;
    for (int lane = range.begin; lane < range.end; ++lane) {
      potential[lane] += log_density[lane];
      if constexpr (Starts) way[lane] -= log_density[lane];  // from which starts are drawn
    }
  }

  /// E[y_c | x, component k].
  [[nodiscard]] STARLING_FUNCTION double mean_of(int k, int c, double x) const {
    const int cell = k * dimension() + c;
    return math::fma(level.posterior.slope[cell], x, level.posterior.offset[cell]);
  }
  [[nodiscard]] STARLING_FUNCTION double variance_of(int k, int c) const { return level.variance[k * dimension() + c]; }

  STARLING_FUNCTION void log_mean_of_indicator(const LaneColumns& x, const LaneRange& range,
                                               const double (*share)[Lanes], double* __restrict potential) const {
    const int c = decoding.reward.along;
    const double gain = decoding.reward.height * decoding.inverse_alpha;
    for (int lane = range.begin; lane < range.end; ++lane) {
      double inside = 0.0;
      double outside = 0.0;
      for (int k = 0; k < level.posterior.components; ++k) {
        const double mean = mean_of(k, c, x.column[c * x.stride + lane]);
        inside = math::fma(share[k][lane], decoding.reward.inside(mean, variance_of(k, c)), inside);
        outside = math::fma(share[k][lane], decoding.reward.outside(mean, variance_of(k, c)), outside);
      }
      potential[lane] = log_of_step(outside, inside, gain);
    }
  }

  STARLING_FUNCTION void decode(const LaneColumns& x, const LaneRange& range, const double (*share)[Lanes],
                                double* __restrict potential) const {
    for (int lane = 0; lane < Lanes; ++lane) potential[lane] = 0.0;
    for (int c = 0; c < dimension(); ++c) {
      double guess[Lanes];
      field_component<Lanes>(level.posterior, share, c, x.column + c * x.stride, range, guess);
      for (int lane = range.begin; lane < range.end; ++lane)
        potential[lane] = math::fma(decoding.reward.mean(c, guess[lane], 0.0), decoding.inverse_alpha, potential[lane]);
    }
  }

  STARLING_FUNCTION void average(const LaneColumns& x, const LaneRange& range, const double (*share)[Lanes],
                                 double* __restrict potential) const {
    for (int lane = range.begin; lane < range.end; ++lane) {
      double mean = 0.0;
      for (int k = 0; k < level.posterior.components; ++k) {
        double own = 0.0;
        for (int c = 0; c < dimension(); ++c)
          own += decoding.reward.mean(c, mean_of(k, c, x.column[c * x.stride + lane]), variance_of(k, c));
        mean = math::fma(share[k][lane], own, mean);
      }
      potential[lane] = mean * decoding.inverse_alpha;
    }
  }

  STARLING_FUNCTION double log_mean_of_draws(const LaneColumns& x, int lane, const double (*share)[Lanes],
                                             const SlotNoise& noise, int m) const {
    RunningLogMean mean;
    for (int draw = m * decoding.plan.samples; draw < (m + 1) * decoding.plan.samples; ++draw) {
      double left = noise.uniform(random::Purpose::decoding_value_component, draw);
      int k = 0;
      while (k + 1 < level.posterior.components && left >= share[k][lane]) left -= share[k++][lane];
      double reward = 0.0;
      for (int c = 0; c < dimension(); ++c) {
        const double normal = random::slot_normal(noise.slot, noise.key, noise.step, random::Purpose::decoding_value,
                                                  draw * dimension() + c);
        const double y = math::fma(std::sqrt(variance_of(k, c)), normal, mean_of(k, c, x.column[c * x.stride + lane]));
        reward += decoding.reward.mean(c, y, 0.0);
      }
      mean.add(reward * decoding.inverse_alpha);
    }
    return mean.value();
  }

  STARLING_FUNCTION std::int64_t weigh(std::int64_t first, const LaneRange& range, const double* __restrict potential,
                                       const double* __restrict way) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    const int last = 2 * dimension();
    const double constant =
        Starts || !decoding.transports ? 0.0 : dimension() * math::log(step.spread / step.back_spread);
    for (int c = dimension(); c < last; ++c) {  // means of the next step are not known yet
      for (int lane = range.begin; lane < range.end; ++lane) child(c, first)[lane] = 0.0;
    }
    for (int lane = range.begin; lane < range.end; ++lane) {
      double weight = 0.0;
      if (decoding.plan.weighs) {
        const double before = Starts ? 0.0 : parent(last, first + lane);
        const double inherited = points.inherited != nullptr ? points.inherited[first + lane] : 0.0;
        weight = inherited + ((potential[lane] - before) + (way[lane] + constant));
      }
      child(last, first)[lane] = potential[lane];
      points.log_weight[first + lane] = weight;
      const std::int64_t rank = rank_of(weight);
      best = rank > best ? rank : best;
    }
    return best;
  }
};

/// A step's children, or the potentials and weights of a start whose places are the children's already; the largest log weight
/// of this rank.
template <bool Starts>
double decode_points(const PointDecoding& decoding, const PointLevel& level, const PointStep& step,
                     const WeightedGeneration& points, double* trial, std::int64_t trial_stride, random::Key key,
                     std::uint64_t number) {
  if (points.count == 0) return -std::numeric_limits<double>::infinity();
  std::int64_t largest = 0;
  Kokkos::parallel_reduce(
      "decode points", groups_of_slots(points.first_slot, points.count),
      PointSteps<field_lanes, Starts>{decoding, level, step, points, trial, trial_stride, key, number},
      Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

}  // namespace starling
