// The way back from the slopes of an atom's symmetry functions to its neighbours, without keeping derivatives.
#pragma once

#include <cstdint>

#include "kernels/descriptors/factorised_sums.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// What the slopes of the functions are by the neighbours' displacements, in lanes: along * displacement + across.
struct NeighbourSlopes {
  double* along;
  double* across[3];

  STARLING_FUNCTION NeighbourSlopes(double* memory, std::int64_t size)
      : along(memory), across{memory + size, memory + 2 * size, memory + 3 * size} {}
};

/// Slopes of a chunk of pairs by the cosines, both sides, and the third side over it.
struct ChunkSlopes {
  Eight by_cosine, by_first, by_second, by_third;
};

/// Adds what the functions of a group make of chunk c. `slopes` and `cosine_slopes` are by term: of the function, and times
/// lambda zeta.
template <class Cutoff>
STARLING_FUNCTION void add_group_slopes(const FactorisedFunctions& functions, const AngularGroup& group,
                                        const Surroundings& near, const PairWork& work, std::int64_t chunks,
                                        const double* slopes, const double* cosine_slopes, std::int64_t j,
                                        std::int64_t k, std::int64_t c, ChunkSlopes& out) {
  Eight sum = Eight::spread(0.0);
  Eight by_cosine = Eight::spread(0.0);
  for (int t = group.first_term; t < group.end_term; ++t) {
    const std::int64_t at = (functions.angular_terms[t].part * chunks + c) * chunk_lanes;
    sum = fma(Eight::spread(slopes[t]), Eight::load(work.values + at), sum);
    by_cosine = fma(Eight::spread(cosine_slopes[t]), Eight::load(work.powers + at), by_cosine);
  }
  const double* const h = near.radial + group.radial * near.size;
  const double* const h_slope = near.radial_slope + group.radial * near.size;
  const Eight first = Eight::spread(h[j]);
  const Eight second = Eight::load(h + k);
  if (group.narrow != 0) {
    ThirdSides third;
    const RadialPart& part = functions.radial_parts[group.radial];
    third_sides<Cutoff>(part, functions.radii[part.radius], near, j, k, third);
    out.by_third = fma(sum * (first * second), Eight::load(third.slope_over_side), out.by_third);
    const Eight value = Eight::load(third.value);
    sum = sum * value;
    by_cosine = by_cosine * value;
  }
  out.by_cosine = fma(first * second, by_cosine, out.by_cosine);
  out.by_first = fma(Eight::spread(h_slope[j]) * second, sum, out.by_first);
  out.by_second = fma(first * Eight::load(h_slope + k), sum, out.by_second);
}

/// Sums of what the pairs of one row do to its neighbour j.
struct RowSlopes {
  Eight along, across[3];
};

/// Turns a chunk's slopes into those by displacements: of j into the row's sums, of the others in place.
STARLING_FUNCTION void place_chunk_slopes(const Surroundings& near, const ChunkSlopes& from, const Eight& cosine,
                                          std::int64_t j, std::int64_t k, const NeighbourSlopes& out, RowSlopes& row) {
  const Eight zero = Eight::spread(0.0);
  const Eight inverse1 = Eight::spread(near.inverse[j]);
  const Eight inverse2 = Eight::load(near.inverse + k);
  const Eight turned = zero - from.by_cosine * cosine;
  const Eight cross = fma(from.by_cosine, inverse1 * inverse2, zero - from.by_third);
  row.along = row.along + fma(fma(turned, inverse1, from.by_first), inverse1, from.by_third);
  (Eight::load(out.along + k) + fma(fma(turned, inverse2, from.by_second), inverse2, from.by_third))
      .store(out.along + k);
  for (int axis = 0; axis < 3; ++axis) {
    row.across[axis] = fma(cross, Eight::load(near.along[axis] + k), row.across[axis]);
    double* const across = out.across[axis] + k;
    fma(cross, Eight::spread(near.along[axis][j]), Eight::load(across)).store(across);
  }
}

/// Adds a pair of elements' slopes; the table of its angular parts is in `work`, chunk c has cosines cosine + 8 c.
template <class Cutoff>
STARLING_FUNCTION void add_pair_slopes(const FactorisedFunctions& functions, const ElementPair& pair,
                                       const Surroundings& near, const PairWork& work, std::int64_t chunks,
                                       const double* cosine, const double* slopes, const double* cosine_slopes,
                                       const NeighbourSlopes& out) {
  const Eight zero = Eight::spread(0.0);
  const std::int64_t end = near.near_end[pair.second];
  std::int64_t c = 0;
  for (std::int64_t j = near.begin[pair.first]; j < near.near_end[pair.first]; ++j) {
    RowSlopes row{zero, {zero, zero, zero}};
    for (std::int64_t k = pair.first == pair.second ? j + 1 : near.begin[pair.second]; k < end; k += chunk_lanes, ++c) {
      ChunkSlopes of_chunk{zero, zero, zero, zero};
      for (int g = pair.first_group; g < pair.end_group; ++g)
        add_group_slopes<Cutoff>(functions, functions.groups[g], near, work, chunks, slopes, cosine_slopes, j, k, c,
                                 of_chunk);
      place_chunk_slopes(near, of_chunk, Eight::load(cosine + c * chunk_lanes), j, k, out, row);
    }
    out.along[j] += row.along.sum();
    for (int axis = 0; axis < 3; ++axis) out.across[axis][j] += row.across[axis].sum();
  }
}

/// From slopes[s], the derivative of something by function s, those by the neighbours' displacements, after
/// sum_functions(). `by_term` holds 2 * angular_term_count numbers.
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void slopes_by_neighbours(const FactorisedFunctions& functions,
                                                              const Surroundings& near, const double* slopes,
                                                              const PairWork& work, double* by_term,
                                                              const NeighbourSlopes& out) {
  const Eight zero = Eight::spread(0.0);
  for (std::int64_t n = 0; n < near.used; n += chunk_lanes) {
    zero.store(out.along + n);
    for (double* const axis : out.across) zero.store(axis + n);
  }
  for (int t = 0; t < functions.radial_term_count; ++t) {
    const RadialTerm term = functions.radial_terms[t];
    const double* const h_slope = near.radial_slope + term.part * near.size;
    const Eight slope = Eight::spread(slopes[term.function]);
    for (std::int64_t n = near.begin[term.element]; n < near.end[term.element]; n += chunk_lanes)
      fma(slope * Eight::load(near.inverse + n), Eight::load(h_slope + n), Eight::load(out.along + n))
          .store(out.along + n);
  }
  double* const cosine_slopes = by_term + functions.angular_term_count;
  const double* cosine = near.cosine;
  for (int q = 0; q < functions.pair_count; ++q) {
    const ElementPair& pair = functions.pairs[q];
    const AngularPart* const parts = functions.angular_parts + pair.first_part;
    for (int g = pair.first_group; g < pair.end_group; ++g)
      for (int t = functions.groups[g].first_term; t < functions.groups[g].end_term; ++t) {
        const AngularPart& part = parts[functions.angular_terms[t].part];
        by_term[t] = slopes[functions.angular_terms[t].function];
        cosine_slopes[t] = by_term[t] * (part.lambda * static_cast<double>(part.zeta));
      }
    const std::int64_t chunks = for_chunks(pair, near, [](std::int64_t, std::int64_t, std::int64_t) {});
    fill_angular_table(parts, pair.end_part - pair.first_part, chunks, cosine, work.values, work.powers);
    add_pair_slopes<Cutoff>(functions, pair, near, work, chunks, cosine, by_term, cosine_slopes, out);
    cosine += chunks * chunk_lanes;
  }
}

}  // namespace starling::descriptors
