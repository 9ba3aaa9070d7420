// How the slots of a population that seeks a consensus move.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/random/philox_lanes.hpp"
#include "kernels/targets/arrays.hpp"
#include "kernels/targets/normal_lanes.hpp"

namespace starling::consensus {

/// Slots that kernels work on side by side. Arrays have room for whole blocks, and each rank's slots begin one.
inline constexpr int lanes = kernels_run_on_host ? 8 : 1;
inline std::int64_t blocks_of(std::int64_t count) { return (count + lanes - 1) / lanes; }

/// A rank's slots: coordinate k of slot first_slot + j is x[k stride + j]. All memory is the device's.
struct Slots {
  double* x;
  std::int64_t stride;
  int dimension;
  std::int64_t first_slot;
  std::int64_t count;
  const double* lower;  ///< bounds of each coordinate, to which what leaves them is brought back; null: none
  const double* upper;
};

/// Calls visit(k, normal) for every coordinate with the normals of a block of slots; normal n of a slot is that of entity
/// `slot` at the step.
template <int Lanes, class Visit>
STARLING_FUNCTION void for_normals(const Slots& slots, std::int64_t first, random::Key key, std::uint64_t step,
                                   const Visit& visit) {
  std::int32_t entity[Lanes];
  for (int lane = 0; lane < Lanes; ++lane) entity[lane] = static_cast<std::int32_t>(slots.first_slot + first + lane);
  std::uint64_t words[4][Lanes];
  double normal[4][Lanes];
  for (int begin = 0; begin < slots.dimension; begin += 4) {
    random::philox_lanes<Lanes>(entity, step, random::Purpose::consensus_step, static_cast<std::uint32_t>(begin / 4),
                                key, words);
    for (int pair = 0; pair < 4; pair += 2) {
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const random::NormalPair both = random::normal_pair(words[pair][lane], words[pair + 1][lane]);
        normal[pair][lane] = both.first;
        normal[pair + 1][lane] = both.second;
      }
    }
    const int end = slots.dimension - begin < 4 ? slots.dimension - begin : 4;
    for (int n = 0; n < end; ++n) visit(begin + n, normal[n]);
  }
}

STARLING_FUNCTION double within(const Slots& slots, int k, double x) {
  if (slots.lower == nullptr) return x;
  const double above = x < slots.lower[k] ? slots.lower[k] : x;
  return above > slots.upper[k] ? slots.upper[k] : above;
}

/// |x - c|^2 of each slot of a block.
template <int Lanes>
STARLING_FUNCTION void squared_distances(const Slots& slots, const double* centre, std::int64_t first, double* out) {
  double squares[Lanes] = {};
  for (int k = 0; k < slots.dimension; ++k) {
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      const double apart = slots.x[k * slots.stride + first + lane] - centre[k];
      squares[lane] = math::fma(apart, apart, squares[lane]);
    }
  }
  STARLING_LANES
  for (int lane = 0; lane < Lanes; ++lane) out[lane] = squares[lane];
}

/// x <- x - drift (x - c) + noise S N(0, 1), S = |x_k - c_k|, or |x - c| where isotropic. Pinnau, Totzeck, Tse and Martin,
/// Math. Models Methods Appl. Sci. 27 (2017) 183; Carrillo, Jin, Li and Zhu, ESAIM: COCV 27 (2021) S5.
struct Contraction {
  Slots slots;
  const double* centre;
  double drift, noise;
  bool isotropic;
  random::Key key;
  std::uint64_t step;
  double* apart;  ///< receives |x - c|^2 before the move

  STARLING_FUNCTION void operator()(std::int64_t block) const { move<lanes>(block * lanes); }

  template <int Lanes>
  STARLING_NOINLINE STARLING_FUNCTION void move(std::int64_t first) const {
    double distance[Lanes];
    squared_distances<Lanes>(slots, centre, first, distance);
    STARLING_LANES
    for (int lane = 0; lane < Lanes; ++lane) {
      apart[first + lane] = distance[lane];
      distance[lane] = __builtin_sqrt(distance[lane]);
    }
    for_normals<Lanes>(slots, first, key, step, [&](int k, const double* normal) {
      double* const x = slots.x + k * slots.stride + first;
      const double c = centre[k];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) {
        const double away = x[lane] - c;
        const double spread = isotropic ? distance[lane] : __builtin_fabs(away);
        x[lane] = within(slots, k, math::fma(noise * spread, normal[lane], math::fma(-drift, away, x[lane])));
      }
    });
  }
};

/// x = c + radius N(0, 1). Riedl, Klock, Geldhauser and Fornasier, arXiv 2306.09778.
struct Hop {
  Slots slots;
  const double* centre;
  double radius;
  random::Key key;
  std::uint64_t step;
  double* apart;

  STARLING_FUNCTION void operator()(std::int64_t block) const { move<lanes>(block * lanes); }

  template <int Lanes>
  STARLING_NOINLINE STARLING_FUNCTION void move(std::int64_t first) const {
    squared_distances<Lanes>(slots, centre, first, apart + first);
    for_normals<Lanes>(slots, first, key, step, [&](int k, const double* normal) {
      double* const x = slots.x + k * slots.stride + first;
      const double c = centre[k];
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane) x[lane] = within(slots, k, math::fma(radius, normal[lane], c));
    });
  }
};

/// x <- m + kept (x - m) + L N(0, 1), for up to most_target_dimensions coordinates. Carrillo, Hoffmann, Stuart and Vaes, Stud.
/// Appl. Math. 148 (2022) 1069.
struct Resettling {
  Slots slots;
  const double* centre;
  double kept;
  LowerTriangle factor;
  random::Key key;
  std::uint64_t step;
  double* apart;

  STARLING_FUNCTION void operator()(std::int64_t block) const { move<lanes>(block * lanes); }

  template <int Lanes>
  STARLING_NOINLINE STARLING_FUNCTION void move(std::int64_t first) const {
    squared_distances<Lanes>(slots, centre, first, apart + first);
    double normals[most_target_dimensions][Lanes];
    for_normals<Lanes>(slots, first, key, step, [&](int k, const double* normal) {
      for (int lane = 0; lane < Lanes; ++lane) normals[k][lane] = normal[lane];
    });
    for (int k = 0; k < slots.dimension; ++k) {
      double* const x = slots.x + k * slots.stride + first;
      const double c = centre[k];
      double noise[Lanes] = {};
      for (int l = 0; l <= k; ++l) {
        const double element = factor.element[packed_index(k, l)];
        STARLING_LANES
        for (int lane = 0; lane < Lanes; ++lane) noise[lane] = math::fma(element, normals[l][lane], noise[lane]);
      }
      STARLING_LANES
      for (int lane = 0; lane < Lanes; ++lane)
        x[lane] = within(slots, k, math::fma(kept, x[lane] - c, c) + noise[lane]);
    }
  }
};

template <class Move>
void make_move(const Move& move) {
  Kokkos::parallel_for("consensus move", IndexRange(0, blocks_of(move.slots.count)), move);
}

/// |x - c|^2 of every slot.
struct Distances {
  Slots slots;
  const double* centre;
  double* apart;
  STARLING_FUNCTION void operator()(std::int64_t block) const {
    squared_distances<lanes>(slots, centre, block * lanes, apart + block * lanes);
  }
};

/// The costs of every slot.
template <class Objective>
struct CostBlocks {
  Objective objective;
  const double* x;
  std::int64_t stride;
  double* cost;
  STARLING_FUNCTION void operator()(std::int64_t block) const { evaluate(block * lanes); }
  STARLING_NOINLINE STARLING_FUNCTION void evaluate(std::int64_t first) const {
    objective.template cost<lanes>(x + first, stride, cost + first);
  }
};

}  // namespace starling::consensus
