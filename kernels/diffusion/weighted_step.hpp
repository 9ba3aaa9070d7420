// One step of Euler and Maruyama towards a product of powers of mixtures, with its importance weight, in one pass.
#pragma once

#include <cstdint>

#include "kernels/diffusion/field.hpp"
#include "kernels/diffusion/weighted_generation.hpp"
#include "kernels/random/slot_noise.hpp"
#include "kernels/state_space/largest.hpp"

namespace starling {

/// Mixtures that may be multiplied.
inline constexpr int most_factors = 4;

/// log p = sum_i c_i log q_i, its score s = sum_i c_i s_i, and the rate |s|^2 - sum_i c_i |s_i|^2. Fields are scores.
struct FactorList {
  int count;
  FieldView field[most_factors];
  double exponent[most_factors];
};

/// What a particle carries besides its place: the score there and, by what weighs, log p or the rate.
enum class CarriedNumber { log_density, rate };

/// Columns of a population for d dimensions: place, score, carried number.
constexpr int weighted_columns(int dimension) { return 2 * dimension + 1; }

/// x' = x + drift s(x) + spread xi. `exact` weights are p'(x') B(x | x') / (p(x) F(x' | x)) with the Gaussian F that drew x'
/// and B of mean x' + back s'(x'), both of variance spread^2; otherwise e^(rate_factor rate(x)).
struct WeightedMove {
  double drift;
  double spread;
  double back;
  double rate_factor;
  CarriedNumber carried;
};

/// The kernel: a start (no parents, x' = spread xi, weight p / N(0, spread^2) where `weighs_start`) or a step.
template <int Lanes, bool Starts>
struct WeightedStepBlocks {
  FactorList factors;
  WeightedGeneration particles;
  WeightedMove move;
  random::Key key;
  std::uint64_t step;

  STARLING_FUNCTION void operator()(std::int64_t group, std::int64_t& largest) const {
    const std::int64_t first = group * Lanes - particles.first_slot;
    const LaneRange range = own_lanes<Lanes>(first, particles.count);
    const int dimension = factors.field[0].dimension;
    double half_squares[Lanes] = {};  // of the noise
    double gained[Lanes];
    for (int c = 0; c < dimension; ++c) draw(group, first, range, c, half_squares);
    arrive(first, range, half_squares, gained);
    const std::int64_t best = weigh(first, range, gained);
    largest = best > largest ? best : largest;
  }

  [[nodiscard]] STARLING_FUNCTION double* child(int column, std::int64_t first) const {
    return particles.child + column * particles.child_stride + first;
  }

  /// Lanes of a parents' column: where they lie if each slot is its own parent, else gathered into `out`.
  STARLING_FUNCTION const double* parents(int column, std::int64_t first, const LaneRange& range,
                                          double* __restrict out) const {
    const double* const __restrict from = particles.parent + column * particles.parent_stride;
    if (particles.place == nullptr) return from + first;
    for (int lane = range.begin; lane < range.end; ++lane) out[lane] = from[particles.place[first + lane]];
    return out;
  }

  STARLING_NOINLINE STARLING_FUNCTION void draw(std::int64_t group, std::int64_t first, const LaneRange& range, int c,
                                                double* __restrict half_squares) const {
    double normal[Lanes];
    random::slot_normal_row<Lanes>(group * Lanes, key, step,
                                   Starts ? random::Purpose::diffusion_start : random::Purpose::diffusion_step, c,
                                   normal);
    double* const __restrict to = child(c, first);
    const double drift = move.drift;
    const double spread = move.spread;
    if constexpr (Starts) {
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) to[lane] = math::fma(spread, normal[lane], 0.0);
    } else {
      double places[Lanes];
      double scores[Lanes];
      const double* const __restrict place = parents(c, first, range, places);
      const double* const __restrict score = parents(factors.field[0].dimension + c, first, range, scores);
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane)
        to[lane] = math::fma(spread, normal[lane], math::fma(drift, score[lane], place[lane]));
    }
    STARLING_LANES
    for (int lane = range.begin; lane < range.end; ++lane)
      half_squares[lane] = math::fma(0.5 * normal[lane], normal[lane], half_squares[lane]);
  }

  /// Score and log density where the children are, and the step's log weight.
  STARLING_NOINLINE STARLING_FUNCTION void arrive(std::int64_t first, const LaneRange& range,
                                                  const double* __restrict half_squares,
                                                  double* __restrict gained) const {
    const int dimension = factors.field[0].dimension;
    double responsibility[most_field_components][Lanes];
    double log_density[Lanes] = {};
    double rate[Lanes] = {};
    double distance[Lanes] = {};  // of the way back, squared
    int before[most_factors] = {};
    int components = 0;
    for (int i = 0; i < factors.count; ++i) {
      double log_factor[Lanes];
      before[i] = components;
      find_responsibilities<Lanes>(factors.field[i], {child(0, first), particles.child_stride}, range,
                                   responsibility + components, log_factor);
      components += factors.field[i].components;
      const double exponent = factors.exponent[i];
      for (int lane = 0; lane < Lanes; ++lane)
        log_density[lane] = math::fma(exponent, log_factor[lane], log_density[lane]);
    }
    for (int c = 0; c < dimension; ++c) {
      double score[Lanes] = {};
      for (int i = 0; i < factors.count; ++i) {
        double of_factor[Lanes];
        field_component<Lanes>(factors.field[i], responsibility + before[i], c, child(c, first), range, of_factor);
        const double exponent = factors.exponent[i];
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) {
          score[lane] = math::fma(exponent, of_factor[lane], score[lane]);
          rate[lane] = math::fma(-exponent * of_factor[lane], of_factor[lane], rate[lane]);
        }
      }
      double* const __restrict kept = child(dimension + c, first);
      const double* const __restrict place = child(c, first);
      double gathered[Lanes];
      const double* __restrict parent = gathered;
      if constexpr (Starts) {
        for (int lane = 0; lane < Lanes; ++lane) gathered[lane] = 0.0;
      } else {
        parent = parents(c, first, range, gathered);
      }
      const double back = move.back;
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) {
        const double apart = math::fma(-back, score[lane], parent[lane] - place[lane]);
        distance[lane] = math::fma(apart, apart, distance[lane]);
        rate[lane] = math::fma(score[lane], score[lane], rate[lane]);
        kept[lane] = score[lane];
      }
    }
    settle(first, range, {log_density, rate, distance, half_squares}, gained);
  }

  struct Found {
    const double* log_density;
    const double* rate;
    const double* distance;
    const double* half_squares;
  };

  STARLING_FUNCTION void settle(std::int64_t first, const LaneRange& range, const Found& found,
                                double* __restrict gained) const {
    const int last = 2 * factors.field[0].dimension;
    double* const __restrict kept = child(last, first);
    const bool exact = move.carried == CarriedNumber::log_density;
    double gathered[Lanes];
    const double* __restrict before = gathered;
    if constexpr (!Starts) before = parents(last, first, range, gathered);
    const double inverse = exact && !Starts ? 0.5 / (move.spread * move.spread) : 0.0;
    const double factor = move.rate_factor;
    for (int lane = range.begin; lane < range.end; ++lane) {
      kept[lane] = exact ? found.log_density[lane] : found.rate[lane];
      if constexpr (Starts) {
        gained[lane] = found.log_density[lane] + found.half_squares[lane];
      } else {
        const double forth = found.log_density[lane] - before[lane] + found.half_squares[lane];
        gained[lane] = exact ? math::fma(-inverse, found.distance[lane], forth) : factor * before[lane];
      }
    }
  }

  STARLING_FUNCTION std::int64_t weigh(std::int64_t first, const LaneRange& range,
                                       const double* __restrict gained) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    double* const log_weight = particles.log_weight + first;  // may be where the inherited ones are
    const double constant = Starts ? move.rate_factor : 0.0;
    for (int lane = range.begin; lane < range.end; ++lane) {
      const double inherited = particles.inherited != nullptr ? particles.inherited[first + lane] : 0.0;
      const double weight = inherited + (gained[lane] + constant);
      log_weight[lane] = weight;
      const std::int64_t rank = rank_of(weight);
      best = rank > best ? rank : best;
    }
    return best;
  }
};

/// Makes a generation; the largest log weight of this rank, as WeightedPopulation::weigh takes it. A start's rate_factor is
/// the constant of its log weight.
template <bool Starts>
double make_weighted_generation(const FactorList& factors, const WeightedGeneration& particles,
                                const WeightedMove& move, random::Key key, std::uint64_t step) {
  if (particles.count == 0) return -std::numeric_limits<double>::infinity();
  std::int64_t largest = 0;
  Kokkos::parallel_reduce("weighted step", groups_of_slots(particles.first_slot, particles.count),
                          WeightedStepBlocks<field_lanes, Starts>{factors, particles, move, key, step},
                          Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

}  // namespace starling
