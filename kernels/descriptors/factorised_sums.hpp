// Symmetry functions of one atom, as sums over its neighbours and over chunks of pairs of them.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/angular_table.hpp"
#include "kernels/descriptors/surroundings.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/portability.hpp"

namespace starling::descriptors {

/// What both ways work in: tables of the pairs of one pair of elements, and sums. The cosines stay in the surroundings.
struct PairWork {
  double* values;  ///< of the angular parts, chunk by chunk
  double* powers;
  double* both;  ///< radial parts of both neighbours, chunk by chunk

  STARLING_FUNCTION static std::int64_t numbers(const FactorisedFunctions& functions, std::int64_t chunks) {
    return (2 * functions.most_angular_parts + 1) * chunks * chunk_lanes;
  }
  STARLING_FUNCTION PairWork(double* memory, const FactorisedFunctions& functions, std::int64_t chunks)
      : values(memory),
        powers(values + functions.most_angular_parts * chunks * chunk_lanes),
        both(powers + functions.most_angular_parts * chunks * chunk_lanes) {}
};

/// Calls work(j, k, c) for chunk c of pairs of neighbours: j with k, ..., k + 7; gives their number.
template <class Work>
STARLING_FUNCTION std::int64_t for_chunks(const ElementPair& pair, const Surroundings& near, const Work& work) {
  std::int64_t chunk = 0;
  const std::int64_t end = near.near_end[pair.second];
  for (std::int64_t j = near.begin[pair.first]; j < near.near_end[pair.first]; ++j)
    for (std::int64_t k = pair.first == pair.second ? j + 1 : near.begin[pair.second]; k < end; k += chunk_lanes)
      work(j, k, chunk++);
  return chunk;
}

/// A radial part of the third sides of a chunk of pairs, and its slope over the side.
struct ThirdSides {
  double value[chunk_lanes];
  double slope_over_side[chunk_lanes];
};
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void third_sides(const RadialPart& part, double radius, const Surroundings& near,
                                                     std::int64_t j, std::int64_t k, ThirdSides& out) {
  STARLING_LANES
  for (int lane = 0; lane < chunk_lanes; ++lane) {
    double square = 0.0;
    for (const double* const axis : near.along) {
      const double side = axis[j] - axis[k + lane];
      square = math::fma(side, side, square);
    }
    const double r = std::sqrt(square);
    const double x = r / radius;
    const ValueAndSlope f = Cutoff::at(x < 1.0 ? x : 1.0);
    const double apart = r - part.shift;
    const double gauss = x < 1.0 ? math::exp(-part.eta * apart * apart) : 0.0;
    out.value[lane] = gauss * f.value;
    out.slope_over_side[lane] = gauss * math::fma(-2.0 * part.eta * apart, f.value, f.slope / radius) / r;
  }
}

/// Cosines of all pairs, into near.cosine + 8 first; gives the number of chunks.
STARLING_NOINLINE STARLING_FUNCTION std::int64_t fill_cosines(const ElementPair& pair, const Surroundings& near,
                                                              double* cosine) {
  return for_chunks(pair, near, [&](std::int64_t j, std::int64_t k, std::int64_t c) {
    const Eight x = Eight::spread(near.along[0][j]) * Eight::load(near.along[0] + k);
    const Eight xy = fma(Eight::spread(near.along[1][j]), Eight::load(near.along[1] + k), x);
    const Eight dot = fma(Eight::spread(near.along[2][j]), Eight::load(near.along[2] + k), xy);
    (dot * Eight::spread(near.inverse[j]) * Eight::load(near.inverse + k)).store(cosine + chunk_lanes * c);
  });
}

/// Sums over chunks of both * values of `Count` angular parts.
template <int Count>
STARLING_FUNCTION void sum_terms(const AngularTerm* terms, std::int64_t chunks, const PairWork& work, double* values) {
  Eight sum[Count];
  const double* from[Count];
  for (int t = 0; t < Count; ++t) {
    sum[t] = Eight::spread(0.0);
    from[t] = work.values + terms[t].part * chunks * chunk_lanes;
  }
  for (std::int64_t at = 0; at < chunks * chunk_lanes; at += chunk_lanes) {
    const Eight both = Eight::load(work.both + at);
    for (int t = 0; t < Count; ++t) sum[t] = fma(both, Eight::load(from[t] + at), sum[t]);
  }
  for (int t = 0; t < Count; ++t) values[terms[t].function] = sum[t].sum();
}

/// values[s] of every function s, after fill_radial_parts(). Leaves the cosines.
template <class Cutoff>
STARLING_NOINLINE STARLING_FUNCTION void sum_functions(const FactorisedFunctions& functions, const Surroundings& near,
                                                       const PairWork& work, double* values) {
  for (int t = 0; t < functions.radial_term_count; ++t) {
    const RadialTerm term = functions.radial_terms[t];
    const double* const h = near.radial + term.part * near.size;
    Eight sum = Eight::spread(0.0);
    for (std::int64_t n = near.begin[term.element]; n < near.end[term.element]; n += chunk_lanes)
      sum = sum + Eight::load(h + n);
    values[term.function] = sum.sum();
  }
  double* cosine = near.cosine;
  for (int q = 0; q < functions.pair_count; ++q) {
    const ElementPair& pair = functions.pairs[q];
    const std::int64_t chunks = fill_cosines(pair, near, cosine);
    fill_angular_table(functions.angular_parts + pair.first_part, pair.end_part - pair.first_part, chunks, cosine,
                       work.values, work.powers);
    for (int g = pair.first_group; g < pair.end_group; ++g) {
      const AngularGroup& group = functions.groups[g];
      const double* const h = near.radial + group.radial * near.size;
      for_chunks(pair, near, [&](std::int64_t j, std::int64_t k, std::int64_t c) {
        Eight both = Eight::spread(h[j]) * Eight::load(h + k);
        if (group.narrow != 0) {
          ThirdSides third;
          const RadialPart& part = functions.radial_parts[group.radial];
          third_sides<Cutoff>(part, functions.radii[part.radius], near, j, k, third);
          both = both * Eight::load(third.value);
        }
        both.store(work.both + chunk_lanes * c);
      });
      int t = group.first_term;
      for (; t + 4 <= group.end_term; t += 4) sum_terms<4>(functions.angular_terms + t, chunks, work, values);
      for (; t < group.end_term; ++t) sum_terms<1>(functions.angular_terms + t, chunks, work, values);
    }
    cosine += chunks * chunk_lanes;
  }
}

}  // namespace starling::descriptors
