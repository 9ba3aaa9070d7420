// Symmetry functions of one atom, and the way back from their slopes to its neighbours, without keeping derivatives.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/surroundings.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// A chunk of pairs of neighbours: j with k, k + 1, ....
struct PairChunk {
  std::int64_t j;
  std::int64_t k;
  double* cosine;
};

/// Calls work(chunk) for the chunks of row j of a pair of elements; `cosine` moves on.
template <class Work>
STARLING_FUNCTION void for_chunks_of(const ElementPair& pair, const Surroundings& near, std::int64_t j, double*& cosine,
                                     const Work& work) {
  const std::int64_t end = near.near_end[pair.second];
  for (std::int64_t k = pair.first == pair.second ? j + 1 : near.begin[pair.second]; k < end; k += chunk_lanes) {
    work(PairChunk{j, k, cosine});
    cosine += chunk_lanes;
  }
}

/// Angular parts of a chunk of pairs: their values, and with Slopes their derivatives by the cosine. What rounding takes
/// below 1 + lambda cos theta = 0 is 0.
template <bool Slopes>
STARLING_FUNCTION void angular_lanes(const AngularPart* parts, int count, const double* cosine, double* values,
                                     double* slopes) {
  for (int p = 0; p < count; ++p) {
    const AngularPart part = parts[p];
    double base[chunk_lanes];
    double square[chunk_lanes];
    double power[chunk_lanes];  // of zeta - 1
    STARLING_LANES
    for (int lane = 0; lane < chunk_lanes; ++lane) {
      const double sum = math::fma(part.lambda, cosine[lane], 1.0);
      base[lane] = sum > 0.0 ? sum : 0.0;
      square[lane] = base[lane];
      power[lane] = part.scale;
    }
    for (int bits = part.zeta - 1; bits != 0; bits >>= 1) {
      if ((bits & 1) != 0) {
        STARLING_LANES
        for (int lane = 0; lane < chunk_lanes; ++lane) power[lane] *= square[lane];
      }
      STARLING_LANES
      for (int lane = 0; lane < chunk_lanes; ++lane) square[lane] *= square[lane];
    }
    const double factor = static_cast<double>(part.zeta) * part.lambda;
    STARLING_LANES
    for (int lane = 0; lane < chunk_lanes; ++lane) {
      values[p * chunk_lanes + lane] = power[lane] * base[lane];
      if constexpr (Slopes) slopes[p * chunk_lanes + lane] = factor * power[lane];
    }
  }
}

/// A radial part of the third sides of a chunk of pairs.
struct ThirdSides {
  double value[chunk_lanes];
  double slope_over_distance[chunk_lanes];
};
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void third_sides(const RadialPart& part, double radius, const Surroundings& near,
                                                     const PairChunk& chunk, ThirdSides& out) {
  STARLING_LANES
  for (int lane = 0; lane < chunk_lanes; ++lane) {
    double square = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      const double side = near.along[axis][chunk.j] - near.along[axis][chunk.k + lane];
      square = math::fma(side, side, square);
    }
    const double r = std::sqrt(square);
    const double x = r / radius;
    const ValueAndSlope f = Cutoff::at(x < 1.0 ? x : 1.0);
    const double apart = r - part.shift;
    const double gauss = x < 1.0 ? math::exp(-part.eta * apart * apart) : 0.0;
    out.value[lane] = gauss * f.value;
    out.slope_over_distance[lane] = gauss * math::fma(-2.0 * part.eta * apart, f.value, f.slope / radius) / r;
  }
}

/// values[s] of every function s, after fill_radial_parts(). `scratch` holds (most_angular_parts + count) * chunk_lanes
/// numbers. Leaves the cosines.
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void sum_functions(const FactorisedFunctions& functions, const Surroundings& near,
                                                       double* scratch, double* values) {
  double* const angular = scratch;
  double* const sums = scratch + functions.most_angular_parts * chunk_lanes;
  for (int k = 0; k < functions.count * chunk_lanes; ++k) sums[k] = 0.0;
  for (int t = 0; t < functions.radial_term_count; ++t) {
    const RadialTerm term = functions.radial_terms[t];
    const double* const h = near.radial + term.part * near.size;
    double* const sum = sums + term.function * chunk_lanes;
    for (std::int64_t n = near.begin[term.element]; n < near.end[term.element]; n += chunk_lanes) {
      STARLING_LANES
      for (int lane = 0; lane < chunk_lanes; ++lane) sum[lane] += h[n + lane];
    }
  }
  double* cosine = near.cosine;
  for (int q = 0; q < functions.pair_count; ++q) {
    const ElementPair& pair = functions.pairs[q];
    for (std::int64_t j = near.begin[pair.first]; j < near.near_end[pair.first]; ++j) {
      for_chunks_of(pair, near, j, cosine, [&](const PairChunk& chunk) {
        STARLING_LANES
        for (int lane = 0; lane < chunk_lanes; ++lane) {
          const std::int64_t k = chunk.k + lane;
          const double dot =
              math::fma(near.along[2][j], near.along[2][k],
                        math::fma(near.along[1][j], near.along[1][k], near.along[0][j] * near.along[0][k]));
          chunk.cosine[lane] = dot * near.inverse[j] * near.inverse[k];
        }
        angular_lanes<false>(functions.angular_parts + pair.first_part, pair.end_part - pair.first_part, chunk.cosine,
                             angular, nullptr);
        for (int g = pair.first_group; g < pair.end_group; ++g) {
          const AngularGroup& group = functions.groups[g];
          const double* const h = near.radial + group.radial * near.size;
          double both[chunk_lanes];
          STARLING_LANES
          for (int lane = 0; lane < chunk_lanes; ++lane) both[lane] = h[j] * h[chunk.k + lane];
          if (group.narrow != 0) {
            ThirdSides third;
            const RadialPart& part = functions.radial_parts[group.radial];
            third_sides<Cutoff>(part, functions.radii[part.radius], near, chunk, third);
            STARLING_LANES
            for (int lane = 0; lane < chunk_lanes; ++lane) both[lane] *= third.value[lane];
          }
          for (int t = group.first_term; t < group.end_term; ++t) {
            const AngularTerm term = functions.angular_terms[t];
            double* const sum = sums + term.function * chunk_lanes;
            const double* const of_part = angular + term.part * chunk_lanes;
            STARLING_LANES
            for (int lane = 0; lane < chunk_lanes; ++lane) sum[lane] = math::fma(both[lane], of_part[lane], sum[lane]);
          }
        }
      });
    }
  }
  for (int s = 0; s < functions.count; ++s) values[s] = chunk_sum(sums + s * chunk_lanes);
}

/// What the slopes of the functions are by the neighbours' displacements, in lanes: along * displacement + across.
struct NeighbourSlopes {
  double* along;
  double* across[3];

  STARLING_FUNCTION NeighbourSlopes(double* memory, std::int64_t size)
      : along(memory), across{memory + size, memory + 2 * size, memory + 3 * size} {}
};

/// Slopes of one row of pairs and one chunk of it, by the cosines and sides.
struct ChunkSlopes {
  double by_cosine[chunk_lanes];
  double by_first[chunk_lanes];
  double by_second[chunk_lanes];
  double by_third[chunk_lanes];  ///< over the third side
};

/// Adds what a group of functions with these slopes makes of a chunk.
template <class Cutoff>
STARLING_FUNCTION void add_group_slopes(const FactorisedFunctions& functions, const AngularGroup& group,
                                        const Surroundings& near, const PairChunk& chunk, const double* slopes,
                                        const double* angular, const double* angular_slope, ChunkSlopes& out) {
  double sum[chunk_lanes];
  double sum_slope[chunk_lanes];
  STARLING_LANES
  for (int lane = 0; lane < chunk_lanes; ++lane) sum[lane] = sum_slope[lane] = 0.0;
  for (int t = group.first_term; t < group.end_term; ++t) {
    const AngularTerm term = functions.angular_terms[t];
    const double slope = slopes[term.function];
    STARLING_LANES
    for (int lane = 0; lane < chunk_lanes; ++lane) {
      sum[lane] = math::fma(slope, angular[term.part * chunk_lanes + lane], sum[lane]);
      sum_slope[lane] = math::fma(slope, angular_slope[term.part * chunk_lanes + lane], sum_slope[lane]);
    }
  }
  const double* const h = near.radial + group.radial * near.size;
  const double* const h_slope = near.radial_slope + group.radial * near.size;
  const double first = h[chunk.j];
  const double first_slope = h_slope[chunk.j];
  if (group.narrow != 0) {
    ThirdSides third;
    const RadialPart& part = functions.radial_parts[group.radial];
    third_sides<Cutoff>(part, functions.radii[part.radius], near, chunk, third);
    STARLING_LANES
    for (int lane = 0; lane < chunk_lanes; ++lane) {
      out.by_third[lane] = math::fma(sum[lane] * (first * h[chunk.k + lane]), third.slope_over_distance[lane],
                                     out.by_third[lane]);
      sum[lane] *= third.value[lane];
      sum_slope[lane] *= third.value[lane];
    }
  }
  STARLING_LANES
  for (int lane = 0; lane < chunk_lanes; ++lane) {
    const double second = h[chunk.k + lane];
    out.by_cosine[lane] = math::fma(first * second, sum_slope[lane], out.by_cosine[lane]);
    out.by_first[lane] = math::fma(first_slope * second, sum[lane], out.by_first[lane]);
    out.by_second[lane] = math::fma(first * h_slope[chunk.k + lane], sum[lane], out.by_second[lane]);
  }
}

/// Sums, in lanes, of what the pairs of one row do to its neighbour j.
struct RowSlopes {
  double along[chunk_lanes] = {};
  double across[3][chunk_lanes] = {};
};

/// Turns a chunk's slopes into those by displacements: of j into the row's sums, of the others in place.
STARLING_FUNCTION void place_chunk_slopes(const Surroundings& near, const PairChunk& chunk, const ChunkSlopes& from,
                                          const NeighbourSlopes& out, RowSlopes& row) {
  const double inverse1 = near.inverse[chunk.j];
  const double at[3] = {near.along[0][chunk.j], near.along[1][chunk.j], near.along[2][chunk.j]};
  STARLING_LANES
  for (int lane = 0; lane < chunk_lanes; ++lane) {
    const std::int64_t k = chunk.k + lane;
    const double inverse2 = near.inverse[k];
    const double turned = from.by_cosine[lane] * chunk.cosine[lane];
    const double cross = math::fma(from.by_cosine[lane], inverse1 * inverse2, -from.by_third[lane]);
    row.along[lane] += math::fma(math::fma(-turned, inverse1, from.by_first[lane]), inverse1, from.by_third[lane]);
    out.along[k] += math::fma(math::fma(-turned, inverse2, from.by_second[lane]), inverse2, from.by_third[lane]);
    for (int axis = 0; axis < 3; ++axis) {
      row.across[axis][lane] = math::fma(cross, near.along[axis][k], row.across[axis][lane]);
      out.across[axis][k] = math::fma(cross, at[axis], out.across[axis][k]);
    }
  }
}

/// From slopes[s], the derivative of something by function s, those by the neighbours' displacements, after
/// sum_functions(). `scratch` holds 2 * most_angular_parts * chunk_lanes numbers.
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void slopes_by_neighbours(const FactorisedFunctions& functions,
                                                              const Surroundings& near, const double* slopes,
                                                              double* scratch, const NeighbourSlopes& out) {
  for (std::int64_t n = 0; n < near.size; ++n) {
    out.along[n] = 0.0;
    for (double* const axis : out.across) axis[n] = 0.0;
  }
  for (int t = 0; t < functions.radial_term_count; ++t) {
    const RadialTerm term = functions.radial_terms[t];
    const double* const h_slope = near.radial_slope + term.part * near.size;
    const double slope = slopes[term.function];
    STARLING_LANES
    for (std::int64_t n = near.begin[term.element]; n < near.end[term.element]; ++n)
      out.along[n] = math::fma(slope * near.inverse[n], h_slope[n], out.along[n]);
  }
  double* const angular = scratch;
  double* const angular_slope = scratch + functions.most_angular_parts * chunk_lanes;
  double* cosine = near.cosine;
  for (int q = 0; q < functions.pair_count; ++q) {
    const ElementPair& pair = functions.pairs[q];
    for (std::int64_t j = near.begin[pair.first]; j < near.near_end[pair.first]; ++j) {
      RowSlopes row;
      for_chunks_of(pair, near, j, cosine, [&](const PairChunk& chunk) {
        angular_lanes<true>(functions.angular_parts + pair.first_part, pair.end_part - pair.first_part, chunk.cosine,
                            angular, angular_slope);
        ChunkSlopes of_chunk{};
        for (int g = pair.first_group; g < pair.end_group; ++g)
          add_group_slopes<Cutoff>(functions, functions.groups[g], near, chunk, slopes, angular, angular_slope,
                                   of_chunk);
        place_chunk_slopes(near, chunk, of_chunk, out, row);
      });
      out.along[j] += chunk_sum(row.along);
      for (int axis = 0; axis < 3; ++axis) out.across[axis][j] += chunk_sum(row.across[axis]);
    }
  }
}

}  // namespace starling::descriptors
