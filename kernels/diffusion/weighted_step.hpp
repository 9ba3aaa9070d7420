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

/// The kernel: a start (no parents, x' = spread xi, weight p / N(0, spread^2)) or a step. Children may lie where their own parents
/// do: a step reads of a parent what it needs before it writes there, and keeps the parent's place where the child's score comes last.
template <int Lanes, bool Starts, CarriedNumber Carried>
struct WeightedStepBlocks {
  static constexpr bool exact = Carried == CarriedNumber::log_density;

  FactorList factors;
  WeightedGeneration particles;
  WeightedMove move;
  random::Key key;
  std::uint64_t step;

  STARLING_FUNCTION void operator()(std::int64_t group, std::int64_t& largest) const {
    const std::int64_t first = group * Lanes - particles.first_slot;
    const LaneRange range = own_lanes<Lanes>(first, particles.count);
    const int dimension = factors.field[0].dimension;
    double half_squares[Lanes];  // of the noise
    double log_density[Lanes];
    double number[Lanes];  // the square of the distance of the way back, or the rate
    double gained[Lanes];
    for (int c = 0; c < dimension; ++c) draw(group, first, range, c, half_squares);
    if (factors.count > 0) {
      arrive(first, range, log_density, number);
    } else {
      for (int lane = 0; lane < Lanes; ++lane) log_density[lane] = number[lane] = 0.0;
    }
    settle(first, range, {log_density, number, half_squares}, gained);
    const std::int64_t best = weigh(first, range, gained);
    largest = best > largest ? best : largest;
  }

  [[nodiscard]] STARLING_FUNCTION double* child(int column, std::int64_t first) const {
    return particles.child + column * particles.child_stride + first;
  }

  /// Asks for what the next group of lanes needs: processors guess it for fewer columns than these.
  STARLING_FUNCTION static void bring_next(const double* lanes) {
    constexpr int doubles_of_a_line = 8;
    for (int lane = 0; lane < Lanes; lane += doubles_of_a_line) STARLING_PREFETCH(lanes + Lanes + lane);
  }

  /// Lanes of a parents' column: where they lie if each slot is its own parent, else gathered into `out`.
  STARLING_FUNCTION const double* parents(int column, std::int64_t first, const LaneRange& range, double* out) const {
    const double* const from = particles.parent + column * particles.parent_stride;
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
    double* const to = child(c, first);
    double* const left = child(factors.field[0].dimension + c, first);
    bring_next(to);
    bring_next(left);
    const double drift = move.drift;
    const double spread = move.spread;
    if constexpr (Starts) {
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) to[lane] = math::fma(spread, normal[lane], 0.0);
    } else {
      double places[Lanes];
      double scores[Lanes];
      const double* const place = parents(c, first, range, places);
      const double* const score = parents(factors.field[0].dimension + c, first, range, scores);
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) {
        const double from = place[lane];
        const double at = math::fma(spread, normal[lane], math::fma(drift, score[lane], from));
        left[lane] = from;
        to[lane] = at;
      }
    }
    if constexpr (exact || Starts) {
      const bool begins = c == 0;
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane)
        half_squares[lane] = math::fma(0.5 * normal[lane], normal[lane], begins ? 0.0 : half_squares[lane]);
    }
  }

  /// Score and log density where the children are, and what a weight needs of them.
  STARLING_NOINLINE STARLING_FUNCTION void arrive(std::int64_t first, const LaneRange& range,
                                                  double* __restrict log_density, double* __restrict number) const {
    const int dimension = factors.field[0].dimension;
    double responsibility[most_field_components][Lanes];
    int before[most_factors] = {};
    int components = 0;
    for (int i = 0; i < factors.count; ++i) {
      double log_factor[Lanes];
      before[i] = components;
      find_responsibilities<Lanes>(factors.field[i], {child(0, first), particles.child_stride}, range,
                                   responsibility + components, log_factor);
      components += factors.field[i].components;
      const double exponent = factors.exponent[i];
      const bool begins = i == 0;
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane)
        log_density[lane] = math::fma(exponent, log_factor[lane], begins ? 0.0 : log_density[lane]);
    }
    for (int c = 0; c < dimension; ++c) {
      double score[Lanes];
      for (int i = 0; i < factors.count; ++i) {
        double of_factor[Lanes];
        field_component<Lanes>(factors.field[i], responsibility + before[i], c, child(c, first), range, of_factor);
        const double exponent = factors.exponent[i];
        const bool begins = i == 0;
        STARLING_LANES
        for (int lane = range.begin; lane < range.end; ++lane) {
          score[lane] = math::fma(exponent, of_factor[lane], begins ? 0.0 : score[lane]);
          if constexpr (!exact) {
            const double so_far = begins && c == 0 ? 0.0 : number[lane];
            number[lane] = math::fma(-exponent * of_factor[lane], of_factor[lane], so_far);
          }
        }
      }
      double* const __restrict kept = child(dimension + c, first);
      const double* const __restrict place = child(c, first);
      const double back = move.back;
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) {
        if constexpr (!exact) {
          number[lane] = math::fma(score[lane], score[lane], number[lane]);
        } else if constexpr (!Starts) {
          const double apart = math::fma(-back, score[lane], kept[lane] - place[lane]);
          number[lane] = math::fma(apart, apart, c == 0 ? 0.0 : number[lane]);
        }
        kept[lane] = score[lane];
      }
    }
  }

  struct Found {
    const double* log_density;
    const double* number;
    const double* half_squares;
  };

  STARLING_FUNCTION void settle(std::int64_t first, const LaneRange& range, const Found& found,
                                double* __restrict gained) const {
    const int last = 2 * factors.field[0].dimension;
    double* const kept = child(last, first);
    bring_next(kept);
    double gathered[Lanes];
    const double* before = gathered;
    if constexpr (!Starts) before = parents(last, first, range, gathered);
    const double inverse = exact && !Starts ? 0.5 / (move.spread * move.spread) : 0.0;
    const double factor = move.rate_factor;
    STARLING_LANES
    for (int lane = range.begin; lane < range.end; ++lane) {
      if constexpr (Starts) {
        gained[lane] = found.log_density[lane] + found.half_squares[lane];
      } else if constexpr (exact) {
        const double forth = found.log_density[lane] - before[lane] + found.half_squares[lane];
        gained[lane] = math::fma(-inverse, found.number[lane], forth);
      } else {
        gained[lane] = factor * before[lane];
      }
      kept[lane] = exact ? found.log_density[lane] : found.number[lane];
    }
  }

  STARLING_NOINLINE STARLING_FUNCTION std::int64_t weigh(std::int64_t first, const LaneRange& range,
                                                         const double* __restrict gained) const {
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    double* const log_weight = particles.log_weight + first;  // may be where the inherited ones are
    const double* const inherited = particles.inherited != nullptr ? particles.inherited + first : nullptr;
    const double constant = Starts ? move.rate_factor : 0.0;
    bring_next(log_weight);
    if (inherited != nullptr) {
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane)
        log_weight[lane] = inherited[lane] + (gained[lane] + constant);
    } else {
      STARLING_LANES
      for (int lane = range.begin; lane < range.end; ++lane) log_weight[lane] = 0.0 + (gained[lane] + constant);
    }
    STARLING_LANES
    for (int lane = range.begin; lane < range.end; ++lane) {
      const std::int64_t rank = rank_of(log_weight[lane]);
      best = rank > best ? rank : best;
    }
    return best;
  }
};

/// Makes a generation; the largest log weight of this rank, as WeightedPopulation::weigh takes it. A start's rate_factor is
/// the constant of its log weight. Without factors the children get no scores and nothing to carry.
template <bool Starts, CarriedNumber Carried>
double make_weighted_generation(const FactorList& factors, const WeightedGeneration& particles,
                                const WeightedMove& move, random::Key key, std::uint64_t step) {
  if (particles.count == 0) return -std::numeric_limits<double>::infinity();
  std::int64_t largest = 0;
  Kokkos::parallel_reduce("weighted step", groups_of_slots(particles.first_slot, particles.count),
                          WeightedStepBlocks<field_lanes, Starts, Carried>{factors, particles, move, key, step},
                          Kokkos::Max<std::int64_t>(largest));
  return of_rank(largest);
}

template <bool Starts>
double make_weighted_generation(const FactorList& factors, const WeightedGeneration& particles,
                                const WeightedMove& move, random::Key key, std::uint64_t step) {
  return move.carried == CarriedNumber::rate
             ? make_weighted_generation<Starts, CarriedNumber::rate>(factors, particles, move, key, step)
             : make_weighted_generation<Starts, CarriedNumber::log_density>(factors, particles, move, key, step);
}

}  // namespace starling
