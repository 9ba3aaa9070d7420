// Atoms in a periodic box with a neighbour list, and the surroundings of one of them.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/descriptors/surroundings.hpp"
#include "kernels/math/fma.hpp"
#include "kernels/neighbours/neighbour_list.hpp"
#include "kernels/portability.hpp"
#include "kernels/space/box.hpp"

namespace starling::potentials {

/// Atoms of one rank, its ghosts among them. Lists hold every pair within `reach`, those of an atom in ascending ids.
struct ListedAtoms {
  const double* position;       ///< packed
  const std::int32_t* element;  ///< of each place
  NeighbourList list;
  Box<3> box;
  double reach;
};

/// What is listed of one atom: where, how far, and in which block of its surroundings.
struct CandidateNeighbours {
  double* along[3];
  double* square;
  std::int32_t* place;
  std::int32_t* block;  ///< 2 * element + 1 beyond the angular radius

  STARLING_FUNCTION static std::int64_t numbers(std::int64_t candidates) { return 5 * candidates; }
  STARLING_FUNCTION CandidateNeighbours(double* memory, std::int64_t candidates)
      : along{memory, memory + candidates, memory + 2 * candidates},
        square(memory + 3 * candidates),
        place(reinterpret_cast<std::int32_t*>(memory + 4 * candidates)),
        block(place + candidates) {}
};

/// Writes displacements and squared distances of all that is listed of atom i; returns their number.
STARLING_FUNCTION int list_candidates(const ListedAtoms& atoms, std::int64_t i, const CandidateNeighbours& out) {
  const std::int64_t slice = i / slice_lanes;
  const std::int32_t* const row = atoms.list.neighbour + slice * atoms.list.capacity * slice_lanes + i % slice_lanes;
  const double* const here = atoms.position + i * packed_stride<3>;
  int count = 0;
  for (int k = 0; k < atoms.list.length[slice]; ++k) {
    const std::int32_t j = row[k * slice_lanes];
    out.place[count] = j;
    for (int axis = 0; axis < 3; ++axis) out.along[axis][count] = atoms.position[j * packed_stride<3> + axis];
    count += j != i ? 1 : 0;  // rows are padded with the atom itself
  }
  const double at[3] = {here[0], here[1], here[2]};
  STARLING_LANES
  for (int k = 0; k < count; ++k) {
    double square = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      const double apart = minimum_image(out.along[axis][k] - at[axis], atoms.box.edge[axis]);
      out.along[axis][k] = apart;
      square = math::fma(apart, apart, square);
    }
    out.square[k] = square;
  }
  return count;
}

/// Fills the surroundings of atom i, without its radial parts; returns the square of the least distance.
STARLING_NOINLINE STARLING_FUNCTION double surround(const ListedAtoms& atoms, std::int64_t i, int elements,
                                                    double angular_radius, const CandidateNeighbours& candidates,
                                                    descriptors::Surroundings& near) {
  const int count = list_candidates(atoms, i, candidates);
  const double reach = atoms.reach * atoms.reach;
  const double angular = angular_radius * angular_radius;
  double least = descriptors::nowhere;
  std::int32_t sizes[2 * descriptors::most_elements] = {};
  for (int k = 0; k < count; ++k) {
    const double square = candidates.square[k];
    const std::int32_t block = 2 * atoms.element[candidates.place[k]] + (square < angular ? 0 : 1);
    candidates.block[k] = square < reach ? block : -1;
    if (square < reach) ++sizes[block];
    least = square < least ? square : least;
  }
  std::int32_t next[2 * descriptors::most_elements];
  std::int32_t at = 0;
  for (int e = 0; e < elements; ++e) {
    near.begin[e] = next[2 * e] = at;
    near.near_end[e] = next[2 * e + 1] = at + sizes[2 * e];
    near.end[e] = near.near_end[e] + sizes[2 * e + 1];
    at = descriptors::padded_lanes(near.end[e]) + descriptors::chunk_lanes;
  }
  near.used = at;
  for (std::int64_t n = 0; n < near.used; ++n) {
    for (double* const axis : near.along) axis[n] = 0.0;
    near.distance[n] = descriptors::nowhere * descriptors::nowhere;
    near.place[n] = -1;
  }
  for (int k = 0; k < count; ++k) {
    const std::int32_t block = candidates.block[k];
    if (block < 0) continue;
    const std::int32_t n = next[block]++;
    for (int axis = 0; axis < 3; ++axis) near.along[axis][n] = candidates.along[axis][k];
    near.distance[n] = candidates.square[k];
    near.place[n] = candidates.place[k];
  }
  STARLING_LANES
  for (std::int64_t n = 0; n < near.used; ++n) {
    const double r = std::sqrt(near.distance[n]);
    near.distance[n] = r;
    near.inverse[n] = r < descriptors::nowhere ? 1.0 / r : 0.0;
  }
  return least;
}

}  // namespace starling::potentials
