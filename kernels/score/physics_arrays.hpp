// The vectors from which a score is made, and the pairs through which neighbours enter it, as kernels see them.
#pragma once

#include <cstdint>

#include "kernels/kokkos_compatibility.hpp"
#include "kernels/space/box.hpp"
#include "kernels/space/symmetric_matrix.hpp"

namespace starling::score {

/// The vectors of a particle, all linear in the drive: u itself (g, or a unit vector), the velocity r = u + F/f0 with the
/// unit f0 of forces (v0, where there is one), the
/// response Hr and the second response H(Hr), where (Hy)_i = sum_j B_ij (y_i - y_j) + E_i y_i with B_ij and E_i the
/// gradients of pair and external force over the rate at which the drive is forgotten.
enum Vector : int { drive, velocity, response, second_response, physics_vectors };

/// Numbers of a particle's place in an external force: the place, how it changes with the position (diagonal), its mark and
/// how that changes.
template <int D>
inline constexpr int place_numbers = 3 * D + 1;

/// One number array per component, `stride` apart, for owned particles and ghosts. Without units, but for lengths.
template <int D>
struct PhysicsArrays {
  double* vector[physics_vectors];  ///< D components each; of ghosts all but the second response
  double* stiffness;                ///< S_i = sum_j B_ij + E_i, a SymmetricMatrix; of ghosts too
  double* squared_stiffness;        ///< sum_j B_ij^2, a SymmetricMatrix
  double* place;                    ///< ExternalPlace, place_numbers<D>; null without an external force
  std::int64_t stride;

  STARLING_FUNCTION void load(int which, std::int64_t i, double* out) const {
    for (int d = 0; d < D; ++d) out[d] = vector[which][d * stride + i];
  }
  /// F/f0
  STARLING_FUNCTION void load_force(std::int64_t i, double* out) const {
    for (int d = 0; d < D; ++d) out[d] = vector[velocity][d * stride + i] - vector[drive][d * stride + i];
  }
  /// The particle's place, which is zero without an external force.
  STARLING_FUNCTION void load_place(std::int64_t i, double* out) const {
    for (int d = 0; d < D; ++d) out[d] = place == nullptr ? 0.0 : place[d * stride + i];
  }
  /// Number `which` behind the place's D components, likewise.
  [[nodiscard]] STARLING_FUNCTION double place_number(std::int64_t i, int which) const {
    return place == nullptr ? 0.0 : place[(D + which) * stride + i];
  }
  STARLING_FUNCTION SymmetricMatrix<D> matrix(const double* array, std::int64_t i) const {
    SymmetricMatrix<D> out;
    for (int k = 0; k < SymmetricMatrix<D>::entries; ++k) out.entry[k] = array[k * stride + i];
    return out;
  }
  STARLING_FUNCTION void store(double* array, std::int64_t i, const SymmetricMatrix<D>& values) const {
    for (int k = 0; k < SymmetricMatrix<D>::entries; ++k) array[k * stride + i] = values.entry[k];
  }
};

/// The neighbours of particle i: neighbour[first[i]] to neighbour[first[i + 1]], in ascending global id.
struct NeighbourRows {
  const std::int64_t* first;
  const std::int32_t* neighbour;
};

/// Particles at one time with everything that their scores are made of.
template <int D>
struct Configuration {
  const double* position;  ///< packed
  PhysicsArrays<D> physics;
  NeighbourRows rows;
};

/// A pair as particle i sees it.
template <int D>
struct Edge {
  double displacement[D];  ///< x_i - x_j, minimum image
  double distance;
  double slope;          ///< F'(r) over the rate
  double over_distance;  ///< F(r)/r over the rate
  std::int32_t neighbour;
};

/// The gradient of the pair's force by x_i, over the rate: B_ij.
template <int D>
STARLING_FUNCTION SymmetricMatrix<D> pair_gradient(const Edge<D>& edge) {
  double unit[D];
  for (int d = 0; d < D; ++d) unit[d] = edge.displacement[d] / edge.distance;
  return axial_matrix<D>(unit, edge.slope, edge.over_distance);
}

}  // namespace starling::score
