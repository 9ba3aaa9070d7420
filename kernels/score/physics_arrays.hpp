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

/// Numbers of a particle in number arrays that are the same distance apart for all of them: component c of particle i is
/// array[c * component_stride + i * particle_stride]. Without units, but for lengths.
template <int D>
struct PhysicsArrays {
  double* vector[physics_vectors];  ///< D components each; of ghosts all but the second response
  double* stiffness;                ///< S_i = sum_j B_ij + E_i, a SymmetricMatrix; of ghosts too
  double* squared_stiffness;        ///< sum_j B_ij^2, a SymmetricMatrix
  double* logarithm;                ///< ln |r|^2 and arsinh tr S; of ghosts too
  double* place;                    ///< ExternalPlace, place_numbers<D>; null without an external force
  const float* filter = nullptr;    ///< FilterNumbers of each owned particle, one after the other; null without filters
  std::int64_t component_stride;
  std::int64_t particle_stride;

  [[nodiscard]] STARLING_FUNCTION double& number(double* array, int component, std::int64_t i) const {
    return array[component * component_stride + i * particle_stride];
  }
  /// What is read of a neighbour, and of the particle itself.
  STARLING_FUNCTION void prefetch(std::int64_t i) const {
    STARLING_PREFETCH(&number(vector[velocity], 0, i));
    STARLING_PREFETCH(&number(stiffness, 0, i));
  }
  STARLING_FUNCTION void load(int which, std::int64_t i, double* out) const {
    for (int d = 0; d < D; ++d) out[d] = number(vector[which], d, i);
  }
  STARLING_FUNCTION void store(int which, std::int64_t i, const double* values) const {
    for (int d = 0; d < D; ++d) number(vector[which], d, i) = values[d];
  }
  /// F/f0
  STARLING_FUNCTION void load_force(std::int64_t i, double* out) const {
    for (int d = 0; d < D; ++d) out[d] = number(vector[velocity], d, i) - number(vector[drive], d, i);
  }
  /// Number `which` of the particle's place, which is zero without an external force.
  [[nodiscard]] STARLING_FUNCTION double place_number(std::int64_t i, int which) const {
    return place == nullptr ? 0.0 : number(place, which, i);
  }
  STARLING_FUNCTION SymmetricMatrix<D> matrix(double* array, std::int64_t i) const {
    SymmetricMatrix<D> out;
    for (int k = 0; k < SymmetricMatrix<D>::entries; ++k) out.entry[k] = number(array, k, i);
    return out;
  }
  STARLING_FUNCTION void store(double* array, std::int64_t i, const SymmetricMatrix<D>& values) const {
    for (int k = 0; k < SymmetricMatrix<D>::entries; ++k) number(array, k, i) = values.entry[k];
  }
};

/// Numbers of a particle; `placed`: where there is an external force.
template <int D>
[[nodiscard]] STARLING_FUNCTION constexpr int physics_numbers(bool placed) {
  return physics_vectors * D + 2 * SymmetricMatrix<D>::entries + 2 + (placed ? place_numbers<D> : 0);
}

/// Arrays in memory for physics_numbers() a particle. What is read of neighbours comes first.
template <int D>
[[nodiscard]] PhysicsArrays<D> physics_arrays(double* memory, bool placed, std::int64_t component_stride,
                                              std::int64_t particle_stride) {
  PhysicsArrays<D> out{};
  const auto take = [&](int components) {
    double* const at = memory;
    memory += components * component_stride;
    return at;
  };
  out.vector[velocity] = take(D);
  out.vector[response] = take(D);
  out.logarithm = take(2);
  out.stiffness = take(SymmetricMatrix<D>::entries);
  out.vector[drive] = take(D);
  out.vector[second_response] = take(D);
  out.squared_stiffness = take(SymmetricMatrix<D>::entries);
  out.place = placed ? take(place_numbers<D>) : nullptr;
  out.component_stride = component_stride;
  out.particle_stride = particle_stride;
  return out;
}

/// The neighbours of particle i: neighbour[first[i]] to neighbour[first[i + 1]], in ascending global id.
struct NeighbourRows {
  const std::int64_t* first;
  const std::int32_t* neighbour;
};

/// Particles at one time with everything that their scores are made of.
template <int D>
struct Configuration {
  const double* position;  ///< packed
  Box<D> box;
  PhysicsArrays<D> physics;
  NeighbourRows rows;
  double weight = 1.0;             ///< of its particles in a loss
  const double* target = nullptr;  ///< t of the loss |s|^2 + 2 s.t, D of each particle; null: of |s|^2 + 2 div s
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
