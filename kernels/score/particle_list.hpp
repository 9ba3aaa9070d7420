// Particles that are worked on together, in blocks, with the pairs of each.
#pragma once

#include <cstdint>

#include "kernels/score/physics_sweeps.hpp"

namespace starling::score {

/// Particles of a block: all products of a network run over the rows of one block, and a block's gradient is one sum.
inline constexpr int block_particles = 32;

/// A list of particles: block b holds the places 32 b to 32 b + 31, all of one configuration.
template <int D>
struct ParticleList {
  std::int64_t count;
  const std::int32_t* particle;           ///< storage place of each; null: the place itself
  const Configuration<D>* configuration;  ///< of block b: configuration[b * configuration_step]
  std::int64_t configuration_step;        ///< 0: all blocks are of one, 1: each has its own
  const std::int64_t* first;              ///< pairs of place q: edge[first[q]] to edge[first[q + 1]]
  const Edge<D>* edge;

  STARLING_FUNCTION std::int64_t particle_at(std::int64_t place) const {
    return particle == nullptr ? place : particle[place];
  }
  STARLING_FUNCTION const Configuration<D>& of_place(std::int64_t place) const {
    return configuration[place / block_particles * configuration_step];
  }
  /// One behind the last place of a block.
  STARLING_FUNCTION std::int64_t block_end(std::int64_t block) const {
    const std::int64_t end = (block + 1) * block_particles;
    return end < count ? end : count;
  }
  STARLING_FUNCTION std::int64_t blocks() const { return (count + block_particles - 1) / block_particles; }
};

/// first[q] from the lengths of the particles' rows; gives back the number of pairs.
template <int D>
std::int64_t count_edges(const ParticleList<D>& list, const DeviceArray<std::int64_t>& first) {
  std::int64_t total = 0;
  Kokkos::parallel_scan(
      "count edges", IndexRange(0, list.count + 1),
      KOKKOS_LAMBDA(std::int64_t place, std::int64_t & sum, bool last) {
        if (last) first(place) = sum;
        if (place == list.count) return;
        const NeighbourRows& rows = list.of_place(place).rows;
        const std::int64_t i = list.particle_at(place);
        sum += rows.first[i + 1] - rows.first[i];
      },
      total);
  return total;
}

/// Fills edge[first[q] ...] of every place.
template <int D, class Force>
void make_edges(const Force& pair, const ParticleList<D>& list, double rate, const DeviceArray<Edge<D>>& edge) {
  Kokkos::parallel_for(
      "make edges", IndexRange(0, list.count), KOKKOS_LAMBDA(std::int64_t place) {
        const Configuration<D>& at = list.of_place(place);
        const std::int64_t i = list.particle_at(place);
        std::int64_t out = list.first[place];
        at.physics.prefetch(i);
        for (std::int64_t k = at.rows.first[i]; k < at.rows.first[i + 1]; ++k) {
          STARLING_PREFETCH(&at.position[at.rows.neighbour[k] * packed_stride<D>]);
          at.physics.prefetch(at.rows.neighbour[k]);
        }
        for (std::int64_t k = at.rows.first[i]; k < at.rows.first[i + 1]; ++k) {
          edge(out++) = make_edge<D>(pair, at.position, i, at.rows.neighbour[k], at.box, rate);
        }
      });
}

/// Rows of the neighbours of the first `count` particles within `range`, from lists that reach as far.
template <int D>
void make_rows(const PairArrays<D>& arrays, double range, std::int64_t count, DeviceArray<std::int64_t>& first,
               DeviceArray<std::int32_t>& neighbour) {
  ensure_size(first, "first of rows", count + 1);
  const DeviceArray<std::int64_t> begin = first;
  std::int64_t total = 0;
  Kokkos::parallel_scan(
      "count rows", IndexRange(0, count + 1),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & sum, bool last) {
        if (last) begin(i) = sum;
        if (i == count) return;
        for_each_listed(arrays.list, i, [&](std::int32_t j) {
          if (squared_separation(arrays.position, i, j, arrays.box) < range * range) ++sum;
        });
      },
      total);
  ensure_size(neighbour, "neighbours of rows", total);
  const DeviceArray<std::int32_t> filled = neighbour;
  Kokkos::parallel_for(
      "fill rows", IndexRange(0, count), KOKKOS_LAMBDA(std::int64_t i) {
        std::int64_t out = begin(i);
        for_each_listed(arrays.list, i, [&](std::int32_t j) {
          if (squared_separation(arrays.position, i, j, arrays.box) < range * range) filled(out++) = j;
        });
      });
}

}  // namespace starling::score
